"""Gradient descent and mini-batches on (4.13), inside and outside the hull of the samples (section 4.2)."""

from typing import Any

import numpy as np

from experiments.controls import (
    STEPS,
    VIEW_CONTROLS,
    Choice,
    Control,
    Flag,
    hyperparameter_control,
    start_control,
)
from experiments.experiment import Experiment, Result
from experiments.runs import Run, Runner, Scene, answer, made
from experiments.samples import (
    SAMPLE_CONTROLS,
    SAMPLING_CONTROL,
    SEED,
    Sample,
    angles_to_hull,
    batch_size_control,
    chosen_samples,
    corners,
    hull_landscape,
    hull_of,
)
from optimizers import OPTIMIZERS
from optimizers.hyperparameters import ALPHA, BETA, GAMMA, WEIGHT_DECAY
from optimizers.sampling import batches_an_epoch, drawn, ends_of_batches

SHOWN_DRAWS = 16  # indices of a batch that are sent, and lit up

CONTROLS: tuple[Control, ...] = (
    *SAMPLE_CONTROLS,
    Choice(
        name="optimizer",
        label="method",
        default="gradient_descent",
        options={name: optimizer.title for name, optimizer in OPTIMIZERS.items()},
        help="Any method takes a batch's gradient in place of the full one (Remark 4.2.1).",
    ),
    batch_size_control(),
    hyperparameter_control(ALPHA, default=0.01),
    hyperparameter_control(
        BETA,
        slider_step=0.005,
        shown_when={"optimizer": tuple(name for name, o in OPTIMIZERS.items() if o.takes("beta"))},
    ),
    hyperparameter_control(
        GAMMA, shown_when={"optimizer": tuple(name for name, o in OPTIMIZERS.items() if o.takes("gamma"))}
    ),
    hyperparameter_control(WEIGHT_DECAY),
    SAMPLING_CONTROL,
    Flag(
        name="reshuffle",
        label="a new order each epoch",
        default=True,
        help="Off: the order is drawn once.",
        shown_when={"sampling": ("shuffled",)},
    ),
    SEED,
    Flag(name="full", label="full gradient, too", default=True, help="A run with the gradient of all samples."),
    Flag(name="single", label="single samples, too", default=False, help="A run with batches of one."),
    Flag(
        name="same_budget",
        label="same sample gradients for all",
        default=False,
        help="Every run may take as many sample gradients as the one of the chosen batch size.",
    ),
    STEPS,
    start_control(),
    Choice(
        name="axis",
        label="curves over",
        default="step",
        options={"step": "steps", "epoch": "epochs", "gradients": "sample gradients"},
        view_only=True,
    ),
    *VIEW_CONTROLS,
)

SAME_POINT = "~".join(f"2,2,{a}" for a in (1, 2, 3, 2, 4))
PRESETS = [
    {
        "label": "Figure 4.2 (a)",
        "query": "sampling=legacy&at=300",
        "words": "Five samples that disagree. Outside their hull every single-sample step goes its way; inside, the "
        "samples pull apart and the path never settles. These are the published figure's own draws.",
    },
    {
        "label": "Figure 4.2 (b)",
        "query": f"points={SAME_POINT}&sampling=legacy&at=300",
        "words": "All samples have the same minimizer, so the noise dies out with the gradient and the path settles.",
    },
    {
        "label": "The gain of order n",
        "query": "source=cloud&n=100&single=1&batch_size=10&same_budget=1&axis=gradients&steps=300&alpha=0.02",
        "words": "The same number of sample gradients, spent three ways: one by one, by tens, all hundred at a time. "
        "Small batches have long arrived when the full gradient has taken a few steps.",
    },
    {
        "label": "Noise and α",
        "query": "alpha=0.2&steps=400&at=100",
        "words": "A large α shakes the path right out of the hull: a step towards u_i overshoots it. Lower α and watch "
        "the cloud of iterates shrink around the minimizer.",
    },
    {
        "label": "Adam on batches",
        "query": "optimizer=adam&alpha=0.05&batch_size=2&sampling=shuffled",
        "words": "Any method runs on batches. Adam divides by the size of the noise, too: where gradients are mostly "
        "noise, its steps are short.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def _runner(id: str, label: str, style: int, batch_size: int | None, values: dict[str, Any]) -> Runner:
    optimizer = OPTIMIZERS[values["optimizer"]]
    hyper = {h.name: values[h.name] for h in optimizer.hyperparameters if h.name in values}
    draws = {} if batch_size is None else {name: values[name] for name in ("sampling", "reshuffle", "seed")}
    return Runner(id, label, style, optimizer, hyper, values["weight_decay"], draws | {"batch_size": batch_size})


def runners(values: dict[str, Any]) -> list[Runner]:
    """The runs that `values` ask for. The chosen batch size comes last, on top."""
    size = values["batch_size"]
    words = "one sample a step" if size == 1 else f"batches of {size}"
    chosen = []
    if values["full"]:
        chosen.append(_runner("full", "full gradient", 0, None, values))
    if values["single"] and size != 1:
        chosen.append(_runner("single", "one sample a step", 3, 1, values))
    chosen.append(_runner("batches", words, 1, size, values))
    return chosen


def _steps(runner: Runner, values: dict[str, Any], samples: int) -> int:
    if not values["same_budget"]:
        return values["steps"]
    own = runner.draws.get("batch_size") or samples
    return max(1, values["steps"] * values["batch_size"] // own)


def _detail(run: Run, samples: tuple[Sample, ...], hull: Any) -> dict[str, Any]:
    """What the marked step shows: the indices drawn, and how each −∇C_i stands to the hull."""
    rows = run.trajectory.params
    angles = angles_to_hull(hull, samples, rows)
    known = np.isfinite(angles).any(axis=1)
    towards = np.column_stack((np.full(len(rows), np.nan), np.full(len(rows), np.nan)))
    towards[known, 0] = angles[known].max(axis=1)
    towards[known, 1] = (angles[known] < 90.0).mean(axis=1)
    arrays = {"derived.towards": towards}
    if run.runner.draws.get("batch_size"):
        arrays["draws"] = _draws(run, len(samples))
    return arrays


def _draws(run: Run, samples: int) -> Any:
    """The first indices that the step from each row draws, −1 where there is none: (k, at most SHOWN_DRAWS)."""
    draws, steps = run.runner.draws, run.scene.steps
    size, rows = draws["batch_size"], len(run.trajectory.steps)
    indices = drawn(samples, steps, size, draws["sampling"], draws["reshuffle"], draws["seed"])[0]
    ends = ends_of_batches(samples, steps, size, draws["sampling"])
    width = min(size, SHOWN_DRAWS)
    at = ends[:-1, None] + np.arange(width)
    found = np.where(at < ends[1:, None], indices[np.minimum(at, len(indices) - 1)], -1)
    return np.vstack((found, np.full((1, width), -1)))[:rows]


def _share_inside(run: Run) -> str:
    inside = run.hull_distance == 0.0
    if not inside.any():
        return f"{run.runner.label}: never inside the hull"
    first = int(np.argmax(inside))
    return (
        f"{run.runner.label}: {inside.mean():.0%} of the iterates inside the hull; {inside[first:].mean():.0%} since "
        f"the first that was, at t = {first}"
    )


def _run(values: dict[str, Any], live: bool) -> Result:
    samples = chosen_samples(values)
    landscape, query = hull_landscape(samples)
    hull, n = hull_of(samples), len(samples)
    start = values["start"] or landscape.start
    scenes = [(Scene(landscape, query, start, _steps(runner, values, n), hull), runner) for runner in runners(values)]
    runs = [run for scene, runner in scenes for run in made(scene, [runner])]
    longest = max(run.scene.steps for run in runs)
    result = answer(
        Scene(landscape, query, start, longest, hull),
        runs,
        "batches",
        live,
        series=("hull",),
        notes=[_share_inside(run) for run in runs],
        more=lambda run: _detail(run, samples, hull),
    )
    result.info["samples"] = {"points": samples, "hull": corners(hull)}
    result.info["gradients"] = _affine(samples)
    for run, summary in zip(runs, result.info["runs"], strict=True):
        size = run.runner.draws.get("batch_size") or n
        epoch = batches_an_epoch(n, size) if values["sampling"] == "shuffled" else n / size
        summary["perStep"] = {"step": 1, "epoch": 1 / epoch, "gradients": size}
    return result


def _affine(samples: tuple[Sample, ...]) -> list[list[float]]:
    """∇C_i(θ) = (c₁ + h₁θ₁, c₂ + h₂θ₂) as [c₁, h₁, c₂, h₂], so that the browser can draw them anywhere."""
    return [[-2.0 * a * u1, 2.0 * a, -2.0 * u2, 2.0] for u1, u2, a in samples]


EXPERIMENT = Experiment(
    name="sgd",
    title="Stochastic gradient descent and mini-batches",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["landscape", "loss", "hull", "draws"], "presets": PRESETS},
)
