"""Dropout: units left out at random in training, and what becomes of them at test time (section 4.4)."""

from typing import Any

import numpy as np

from experiments.charts import Axis, Chart, Series, as_arrays, as_info
from experiments.controls import Control, Count, Flag, Number
from experiments.experiment import Experiment, Result
from experiments.runs import Runner
from experiments.training import (
    BUDGET,
    LIVE_BUDGET,
    MOST_STEPS,
    Trained,
    answer,
    checked_cost,
    data_controls,
    frames_for,
    hyper_of,
    network_controls,
    posed,
    trained,
    training_controls,
)
from landscapes.landscape import Array
from landscapes.mlp_kernel import kept
from optimizers import OPTIMIZERS
from optimizers.descent import mask_seeds
from optimizers.hyperparameters import Interval

MASKS, LIVE_MASKS = 400, 60
SHOWN = 80  # test points of the ensemble chart
PROBABILITY = Interval(0.0, 1.0, "right")

CONTROLS: tuple[Control, ...] = (
    Number(
        name="p_keep",
        label="of hidden units are kept",
        symbol="p",
        default=0.5,
        domain=PROBABILITY,
        slider_range=(0.1, 1.0),
        help="The probability with which a hidden unit takes part in an iteration.",
    ),
    Number(
        name="p_input",
        label="of inputs are kept",
        symbol="p",
        default=1.0,
        domain=PROBABILITY,
        slider_range=(0.1, 1.0),
        help="The same for the input layer.",
    ),
    Flag(
        name="inverted",
        label="scaled in training (4.24)",
        default=True,
        help="Off: units are scaled at test time instead, (4.22) and (4.23).",
    ),
    *data_controls(data="moons", n=80, noise=0.3, share=0.5, seed=3),
    *network_controls(hidden=(32, 32)),
    *training_controls(alpha=0.01, batch_size=16, steps=3000),
    Count(name="at", label="step", symbol="t", default=MOST_STEPS, low=0, high=MOST_STEPS, view_only=True),
)

PRESETS = [
    {
        "label": "Where it helps",
        "query": "",
        "words": "A large network on few noisy samples learns the noise by heart. Dropping units at random makes that "
        "harder: the boundary is calmer and the test loss lower.",
    },
    {
        "label": "Where it hurts",
        "query": "data=sine&n=400&noise=0.05&share=0.7&hidden=6,6&p_keep=0.5",
        "words": "Plenty of clean data and a network that is barely large enough: half of it is not.",
    },
    {
        "label": "Figure 4.3",
        "query": "data=five&n=100&noise=0.1&hidden=4,3&p_keep=0.6&p_input=0.7&at=300",
        "words": "Five inputs, one output, other units crossed out at every iteration. Step through it with the arrow "
        "keys.",
    },
    {
        "label": "Scaled at test time",
        "query": "inverted=0",
        "words": "(4.22) trains the kept units as they are and (4.23) scales all of them down in production; (4.24) "
        "scales them up in training, and production needs to know nothing of dropout.",
    },
]


def masks(run: Trained, values: dict[str, Any]) -> Array:
    """1 for each unit of the input and hidden layers that the step from each recorded row keeps: (k, units)."""
    sizes = run.problem.train.sizes[:-1]
    keeps = _keeps(values)
    seeds = mask_seeds(values["seed"], int(run.trajectory.steps[-1]) + 1)
    rows = [
        [
            kept(int(seeds[t]), layer, i, p)
            for layer, (n, p) in enumerate(zip(sizes, keeps, strict=True))
            for i in range(n)
        ]
        for t in run.trajectory.steps
    ]
    return np.array(rows, dtype=np.int32)


def _ensemble(run: Trained, count: int) -> Chart:
    """The output at test time against the mean over many masks, at test points."""
    problem = run.problem
    x, theta = problem.x[problem.training :][:SHOWN], run.trajectory.params[-1]
    if not np.isfinite(theta).all():
        return Chart("ensemble", "The run diverged", Axis(""), Axis(""), ())
    masked = np.stack([problem.train.outputs(theta, x, seed)[:, 0] for seed in range(count)])
    mean, spread = masked.mean(axis=0), masked.std(axis=0)
    whole = problem.train.outputs(theta, x)[:, 0]
    low, high = min(mean.min(), whole.min()), max(mean.max(), whole.max())
    return Chart(
        "ensemble",
        "One network at test time, or the average of many",
        Axis("mean over masks"),
        Axis("output at test time"),
        (
            Series("test points", 1, "points", mean, whole),
            Series("equal", 0, "line", np.array([low, high]), np.array([low, high])),
        ),
        f"{count} masks at each of {len(x)} test points. A single mask's output varies by ±{spread.mean():.2g}; the "
        f"test-time output is {np.abs(mean - whole).mean():.2g} from their mean, for the bends of the activation.",
    )


def _run(values: dict[str, Any], live: bool) -> Result:
    problem = posed(values, p_keep=_keeps(values), inverted=values["inverted"])
    plain = posed(values)
    hyper = hyper_of("adam", values)
    decay = values["weight_decay"]
    steps = checked_cost(values, problem, 2, LIVE_BUDGET if live else BUDGET)
    frames = frames_for(problem, 3, live)
    adam = OPTIMIZERS["adam"]
    with_it = trained(problem, Runner("dropout", "with dropout", 1, adam, hyper, decay), values, steps, frames)
    without = trained(plain, Runner("plain", "without", 0, adam, hyper, decay), values, steps, frames)
    runs = [with_it, without]
    result = answer(runs, "dropout", steps, values["steps"], live)
    result.arrays["focus.masks"] = masks(with_it, values)
    charts = (_ensemble(with_it, LIVE_MASKS if live else MASKS),)
    result.arrays.update(as_arrays(charts))
    result.info.update(charts=as_info(charts))
    result.info["notes"] = [*result.info["notes"], _said(with_it, without)]
    return result


def _keeps(values: dict[str, Any]) -> tuple[float, ...]:
    return (values["p_input"], *[values["p_keep"]] * len(values["hidden"]))


def _said(with_it: Trained, without: Trained) -> str:
    ends = [float(run.test_loss[-1]) for run in (with_it, without)]
    if not np.isfinite(ends).all():
        return "A run left the finite numbers."
    return f"Test loss at the end: {ends[0]:.3g} with dropout, {ends[1]:.3g} without."


EXPERIMENT = Experiment(
    name="dropout",
    title="Dropout",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["field", "training", "net", "chart:ensemble"], "presets": PRESETS},
    heavy=True,
)
