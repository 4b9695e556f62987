"""Training networks: the controls that its pages share, the problem they pose, and its runs as an answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.controls import Choice, Control, Count, Number, hyperparameter_control
from experiments.datasets import DATA_SETS, sampled
from experiments.experiment import LIVE_BYTES, Result
from experiments.runs import Runner, finite, focus_of, joined
from landscapes.landscape import Array
from landscapes.mlp import ACTIVATIONS, MOST_LAYERS, MOST_UNITS, Network, network, parameters
from optimizers import OPTIMIZERS, ParameterError, Trajectory, descend
from optimizers.hyperparameters import ALPHA, BETA, GAMMA, RHO, WEIGHT_DECAY, Interval

MOST_STEPS = 200_000
MOST_SAMPLES = 1000
BUDGET = 10_000_000_000  # parameters × samples a step × steps, of all runs together: about ten seconds
LIVE_BUDGET = 120_000_000  # while a control moves
FRAMES = 120  # rows recorded at rest
# The chapter's order. Ten methods share seven colours: those that are rarely compared have a colour's
# second dash and marker.
_STYLES = {
    "gradient_descent": 0,
    "momentum": 1,
    "nesterov": 2,
    "look_ahead_momentum": 3,
    "scaled_gradient_descent": 8,
    "adagrad": 4,
    "rmsprop": 5,
    "adadelta": 7,
    "adam": 6,
    "adamw": 9,
}
METHODS = (*_STYLES, *(name for name in OPTIMIZERS if name not in _STYLES))
STYLES = {name: _STYLES.get(name, k) for k, name in enumerate(METHODS)}
TITLES = {name: OPTIMIZERS[name].title for name in METHODS}
GRADIENT_ONLY = METHODS[:5]  # whose α multiplies the gradient itself
METHOD_CONTROLS: tuple[Control, ...] = (
    hyperparameter_control(ALPHA, name="alpha_gd", label="without adaptive rates", default=0.3),
    hyperparameter_control(RHO),
)


@dataclass(frozen=True, kw_only=True)
class Sizes(Control):
    """Layer sizes separated by commas."""

    @property
    def accepts(self) -> str:
        return f"1 to {MOST_LAYERS} sizes from 1 to {MOST_UNITS} separated by commas"

    def read(self, text: str) -> tuple[int, ...]:
        unit = Count(name=self.name, label="", default=1, low=1, high=MOST_UNITS)
        sizes = tuple(map(unit.read, text.split(",")))
        if len(sizes) > MOST_LAYERS:
            raise ValueError
        return sizes

    def write(self, value: tuple[int, ...]) -> str:
        return ",".join(map(str, value))

    def bad_texts(self) -> tuple[str, ...]:
        return (*super().bad_texts(), "", "0", "65", "4,,4", "2,2,2,2,2", "1.5")


def data_controls(
    data: str = "moons", n: int = 200, noise: float = 0.15, share: float = 0.7, seed: int = 1
) -> tuple[Control, ...]:
    """Which data, how many, how noisy, and how much of it is for training."""
    return (
        Choice(name="data", label="data", default=data, options={k: d.title for k, d in DATA_SETS.items()}),
        Count(name="n", label="samples", symbol="n", default=n, low=2, high=MOST_SAMPLES, scale="log"),
        Number(name="noise", label="noise", default=noise, domain=Interval(0.0, 10.0), slider_range=(0.0, 1.0)),
        Number(
            name="share",
            label="share for training",
            default=share,
            domain=Interval(0.0, 1.0, "neither"),
            slider_range=(0.05, 0.95),
        ),
        Count(name="data_seed", label="seed of the data", default=seed, low=0, high=9999),
    )


def network_controls(hidden: tuple[int, ...] = (16, 16), activation: str = "tanh") -> tuple[Control, ...]:
    """The network, and where its training starts."""
    return (
        Sizes(name="hidden", label="units of each hidden layer", default=hidden),
        Choice(name="activation", label="activation", default=activation, options={a: a for a in ACTIVATIONS}),
        Choice(
            name="scheme",
            label="initial weights",
            default="xavier",
            options={"xavier": "Xavier", "he": "He", "zero": "all zero", "large": "ten times too large"},
        ),
        Count(name="start_seed", label="seed of the weights", default=0, low=0, high=9999),
    )


def training_controls(alpha: float = 0.02, batch_size: int = 32, steps: int = 2000) -> tuple[Control, ...]:
    """How a network is trained."""
    return (
        hyperparameter_control(ALPHA, default=alpha),
        hyperparameter_control(BETA, slider_step=0.005),
        hyperparameter_control(GAMMA),
        hyperparameter_control(WEIGHT_DECAY),
        Count(
            name="batch_size",
            label="batch size",
            symbol="n<sub>b</sub>",
            default=batch_size,
            low=1,
            high=1000,
            scale="log",
        ),
        Count(name="seed", label="seed of the draws", default=0, low=0, high=9999),
        Count(name="steps", label="steps", default=steps, low=1, high=MOST_STEPS, scale="log"),
    )


@dataclass(frozen=True)
class Problem:
    """A network with its training data, the same network on test data, and where training starts."""

    train: Network
    test: Network
    x: Array
    y: Array
    training: int
    start: Array


def posed(values: dict[str, Any], **own: Any) -> Problem:
    """The problem that `values` pose; `own` are further arguments of `network`."""
    x, y = sampled(values["data"], values["n"], values["noise"], values["data_seed"])
    training = min(max(1, round(values["share"] * len(x))), len(x) - 1)
    options = {"hidden": values["hidden"], "activation": values["activation"], "loss": DATA_SETS[values["data"]].loss}
    train = network(x[:training], y[:training], **options, **own)
    test = network(x[training:], y[training:], **options, **own)
    return Problem(train, test, x, y, training, train.start(values["start_seed"], values["scheme"]))


def checked_cost(values: dict[str, Any], problem: Problem, runs: int, budget: int) -> int:
    """How many steps the budget allows, at most those asked for; raises ParameterError at rest where fewer."""
    each = parameters(problem.train.sizes) * values["batch_size"] * max(runs, 1)
    if budget >= BUDGET and each * values["steps"] > BUDGET:
        raise ParameterError(
            "steps",
            values["steps"],
            f"at most {BUDGET // each:,} here: parameters × batch size × steps × runs may be {BUDGET:.0e}",
        )
    return min(values["steps"], max(50, budget // each))


@dataclass(frozen=True)
class Trained:
    """A runner, its recorded run, and the test loss at the recorded steps."""

    runner: Runner
    trajectory: Trajectory
    test_loss: Array
    problem: Problem


def runners(values: dict[str, Any]) -> list[Runner]:
    """The methods that are on, each with the numbers it takes. A method's style depends on the method alone."""
    return [
        Runner(
            name,
            TITLES[name],
            STYLES[name],
            OPTIMIZERS[name],
            hyper_of(name, values, **({"alpha": values["alpha_gd"]} if name in GRADIENT_ONLY else {})),
            values["weight_decay"],
        )
        for name in values["methods"]
    ]


def hyper_of(method: str, values: dict[str, Any], **own: float) -> dict[str, float]:
    """The hyperparameters of a method that `values` have, by name."""
    return {h.name: (values | own)[h.name] for h in OPTIMIZERS[method].hyperparameters if h.name in values | own}


def trained(problem: Problem, runner: Runner, values: dict[str, Any], steps: int, frames: int) -> Trained:
    """Train, recording about `frames` rows."""
    trajectory = descend(
        problem.train,
        runner.optimizer,
        problem.start,
        steps,
        weight_decay=runner.weight_decay,
        record_every=max(1, math.ceil(steps / frames)),
        batch_size=values["batch_size"],
        sampling="shuffled",
        seed=values["seed"],
        **runner.hyper,
    )
    with np.errstate(over="ignore", invalid="ignore"):
        test_loss = problem.test.evaluate(trajectory.params)[0]
    return Trained(runner, trajectory, test_loss, problem)


def frames_for(problem: Problem, runs: int, live: bool) -> int:
    """How many rows fit, with the params and the gradient of the run in focus in each."""
    if not live:
        return FRAMES
    row = 4 * (2 * problem.train.dimension + 4 * runs)
    return max(8, min(FRAMES, LIVE_BYTES // row - 2))


def _summary(run: Trained) -> dict[str, Any]:
    runner, trajectory = run.runner, run.trajectory
    diverged = trajectory.diverged_at is not None
    reason = "Some weight grew beyond float64: α is too large for this start." if diverged else ""
    return {
        "id": runner.id,
        "label": runner.label,
        "style": runner.style,
        "method": runner.optimizer.name,
        "hyper": runner.hyper,
        "decay": runner.weight_decay,
        "length": len(trajectory.steps),
        "sparse": True,
        "divergedAt": trajectory.diverged_at,
        "reason": reason,
        "loss": finite(trajectory.loss[-1]),
        "testLoss": finite(run.test_loss[-1]),
        "distance": None,
    }


def answer(runs: Sequence[Trained], focus_id: str, steps: int, asked: int, live: bool) -> Result:
    """The runs: `k.losses` has training and test loss; the run in focus has its params and gradients, `focus.…`."""
    problem = runs[0].problem if runs else None
    arrays: dict[str, Any] = {}
    for k, run in enumerate(runs):
        arrays[f"{k}.loss"] = run.trajectory.loss
        arrays[f"{k}.both"] = np.column_stack((run.trajectory.loss, run.test_loss))
        arrays[f"{k}.steps"] = run.trajectory.steps
    focus = focus_of(runs, focus_id)
    if focus is not None:
        chosen = runs[focus]
        arrays["focus.theta"] = chosen.trajectory.params
        with np.errstate(over="ignore", invalid="ignore"):
            arrays["focus.slopes"] = chosen.problem.train.evaluate(chosen.trajectory.params)[1]
    info: dict[str, Any] = {
        "runs": [_summary(run) for run in runs],
        "focus": focus,
        "steps": steps,
        "start": [],
        "notes": [f"While a control moves, the first {steps:,} of {asked:,} steps."] if steps < asked else [],
        "landscape": {"name": "mlp", "query": "", "view": [], "minima": [], "lowest": 0.0},
        "whole": not live,
    }
    if problem is not None:
        arrays["data.x"], arrays["data.y"] = problem.x, problem.y
        info["network"] = {
            "sizes": problem.train.sizes,
            "activation": ACTIVATIONS[int(problem.train.data[2])],
            "classes": bool(problem.train.data[3]),
            "training": problem.training,
        }
    return Result(arrays, info, lambda: table(runs))


def table(runs: Sequence[Trained]) -> dict[str, Any]:
    """One row a recorded step: the run, the step, training and test loss."""

    return {
        "run": joined([np.full(len(run.trajectory.steps), run.runner.id) for run in runs]),
        "step": joined([run.trajectory.steps for run in runs]),
        "training_loss": joined([run.trajectory.loss for run in runs]),
        "test_loss": joined([run.test_loss for run in runs]),
    }
