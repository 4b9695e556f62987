"""Momentum, Nesterov and look-ahead momentum beside gradient descent (section 4.1)."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.controls import (
    Choice,
    Count,
    Flag,
    Numbers,
    Subset,
    Window,
    hyperparameter_control,
    point_control,
)
from experiments.equations import equations
from experiments.experiment import LIVE_BYTES, Experiment, Result, thinned
from landscapes import LANDSCAPES, Landscape
from landscapes.landscape import Array
from optimizers import OPTIMIZERS, Optimizer, Trajectory, descend
from optimizers.hyperparameters import ALPHA, BETA, WEIGHT_DECAY, Interval
from optimizers.linear import largest_stable_alpha, step_parts

METHODS = ("gradient_descent", "momentum", "nesterov", "look_ahead_momentum")
MOST_COMPARED = 3
LANDSCAPE = LANDSCAPES["rosenbrock"]

_titles = {name: OPTIMIZERS[name].title for name in METHODS}
_compared = {f"momentum_{k + 2}": f"Momentum, comparison β {k + 1}" for k in range(MOST_COMPARED)}

CONTROLS = (
    Subset(name="methods", label="methods", default=METHODS, options=_titles),
    hyperparameter_control(ALPHA),
    hyperparameter_control(BETA, slider_step=0.005),
    hyperparameter_control(WEIGHT_DECAY),
    Flag(
        name="coupled",
        label="α/(1−β)",
        default=True,
        help="Each method steps with α/(1−β), as in figure 4.1, so that its steps are equally long on a "
        "steady slope, whatever β. Off: every method uses α itself.",
    ),
    Count(name="steps", label="steps", default=1000, low=1, high=20_000, scale="log", help="Length of the runs."),
    point_control("start", "start", LANDSCAPE.start, "Drag the ring, click the landscape, or use arrow keys."),
    Numbers(
        name="compare",
        label="more β for momentum",
        symbol="β",
        default=(),
        domain=BETA.domain,
        most=MOST_COMPARED,
        help=f"Up to {MOST_COMPARED} further values of β, each a run of momentum of its own.",
    ),
    Choice(
        name="focus",
        label="numbers of",
        default="momentum",
        options=_titles | _compared,
        help="The run whose step is taken apart.",
    ),
    Count(name="at", label="step", symbol="t", default=20, low=0, high=20_000, view_only=True),
    Choice(
        name="view",
        label="view",
        default="contours",
        options={"contours": "Contours", "surface": "Surface"},
        view_only=True,
    ),
    Window(name="window", label="window", view_only=True),
    Numbers(
        name="camera",
        label="camera",
        default=(-1.4, -1.7, 0.9),
        domain=Interval(-100.0, 100.0),
        least=3,
        most=3,
        view_only=True,
    ),
)


PRESETS = [
    {
        "label": "Figure 4.1",
        "query": "methods=momentum&compare=0.5,0",
        "words": "One method, three memories: β = 0.9 ends close to the minimum; β = 0 is plain gradient "
        "descent and is still crawling along the valley floor.",
    },
    {
        "label": "Overshoot",
        "query": "methods=momentum,nesterov&beta=0.95&steps=300&focus=nesterov&at=12",
        "words": "A long memory carries momentum past the bend of the valley. Nesterov reads the slope where it "
        "is about to be (the open circle), and turns back earlier.",
    },
    {
        "label": "Too large a step",
        "query": "alpha=0.0035&steps=400&at=40",
        "words": "Gradient descent bears α = 2/λmax = 0.002 at the minimum; here it rattles between the walls and "
        "never settles. The methods that look ahead are thrown out. Momentum still converges.",
    },
    {
        "label": "Not coupled",
        "query": "coupled=0",
        "words": "With the same α for all, smoothing only delays the gradients: the four paths nearly coincide. "
        "The speed in figure 4.1 comes from α/(1−β).",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


@dataclass(frozen=True)
class Runner:
    """One run of the page: which method, with which numbers, drawn in which style."""

    id: str
    label: str
    style: int
    optimizer: Optimizer
    hyper: dict[str, float]


def _runner(id: str, style: int, method: str, beta: float, values: dict[str, Any]) -> Runner:
    optimizer = OPTIMIZERS[method]
    has_beta = BETA in optimizer.hyperparameters
    coupling = 1.0 - beta if values["coupled"] and has_beta else 1.0
    hyper = {"alpha": values["alpha"] / coupling} | ({"beta": beta} if has_beta else {})
    label = f"{optimizer.title}, β = {beta:g}" if values["compare"] and has_beta else optimizer.title
    return Runner(id, label, style, optimizer, hyper)


def runners(values: dict[str, Any]) -> list[Runner]:
    """The runs that `values` ask for. A method's style depends on the method alone."""
    chosen = [
        _runner(method, style, method, values["beta"], values)
        for style, method in enumerate(METHODS)
        if method in values["methods"]
    ]
    if "momentum" in values["methods"]:
        chosen += [
            _runner(f"momentum_{k + 2}", len(METHODS) + k, "momentum", beta, values)
            for k, beta in enumerate(values["compare"])
        ]
    return chosen


def divergence_reason(landscape: Landscape, runner: Runner, weight_decay: float, trajectory: Trajectory) -> str:
    """Why a linear method left the finite numbers, as far as a quadratic of equal curvature tells."""
    others = {name: value for name, value in runner.hyper.items() if name != "alpha"}
    alpha = runner.hyper["alpha"]

    def limit(curvature: float) -> float:
        return largest_stable_alpha(runner.optimizer, curvature, **others)

    places = [(landscape.minima[0], "at the minimum"), (trajectory.params[0], "at the start")]
    ending = range(max(1, len(trajectory.steps) - 50), len(trajectory.steps))
    places += [(trajectory.params[t], f"at step {t}") for t in ending]
    for point, where in places:
        curvature = landscape.curvature(point) + weight_decay
        if curvature > 0.0 and math.isfinite(curvature) and alpha > limit(curvature):
            return (
                f"Curvature {where}: {curvature:.4g}. On a quadratic that steep it bears α up to "
                f"{limit(curvature):.4g}; here α = {alpha:.4g}."
            )
    return "No point near its end is too steep for this α by itself: the curvature changes along the path."


def _summary(runner: Runner, trajectory: Trajectory, distance: float, weight_decay: float) -> dict[str, Any]:
    diverged = trajectory.diverged_at is not None
    reason = divergence_reason(LANDSCAPE, runner, weight_decay, trajectory) if diverged else ""
    last = float(trajectory.loss[-1])
    return {
        "id": runner.id,
        "label": runner.label,
        "style": runner.style,
        "method": runner.optimizer.name,
        "hyper": runner.hyper,
        "length": len(trajectory.steps),
        "divergedAt": trajectory.diverged_at,
        "reason": reason,
        "loss": last if math.isfinite(last) else None,
        "distance": distance if math.isfinite(distance) else None,
    }


def momentum_weights(beta: float, steps: int) -> Array:
    """(1 − β)β^k for lag k = t − τ, the weights of (4.3), until they no longer count in float64."""
    lags = steps if beta > 0.0 else 1
    if beta > 0.0:
        lags = min(steps, math.ceil(math.log(1e-18) / math.log(beta)))
    return (1.0 - beta) * beta ** np.arange(max(lags, 1))


def _detail(runner: Runner, trajectory: Trajectory, kept: Array | slice) -> dict[str, Array]:
    arrays = {"gradient": trajectory.gradient[kept]}
    arrays |= {f"state.{symbol}": values[kept] for symbol, values in trajectory.state.items()}
    if "beta" in runner.hyper:
        arrays["weights"] = momentum_weights(runner.hyper["beta"], len(trajectory.steps))
    return {f"focus.{name}": array for name, array in arrays.items()}


def _table(chosen: list[Runner], trajectories: list[Trajectory]) -> dict[str, Any]:
    def column(pick: Any) -> Any:
        return np.concatenate([pick(t) for t in trajectories]) if trajectories else np.empty(0)

    def velocity(trajectory: Trajectory) -> Array:
        return trajectory.state.get("v", np.full_like(trajectory.params, np.nan))

    names = [np.full(len(t.steps), runner.id) for runner, t in zip(chosen, trajectories, strict=True)]
    return {
        "run": np.concatenate(names) if names else np.empty(0, str),
        "step": column(lambda t: t.steps),
        "theta_1": column(lambda t: t.params[:, 0]),
        "theta_2": column(lambda t: t.params[:, 1]),
        "loss": column(lambda t: t.loss),
        "gradient_1": column(lambda t: t.gradient[:, 0]),
        "gradient_2": column(lambda t: t.gradient[:, 1]),
        "v_1": column(lambda t: velocity(t)[:, 0]),
        "v_2": column(lambda t: velocity(t)[:, 1]),
    }


def _run(values: dict[str, Any], live: bool) -> Result:
    chosen = runners(values)
    trajectories = [
        descend(
            LANDSCAPE,
            runner.optimizer,
            values["start"],
            values["steps"],
            weight_decay=values["weight_decay"],
            **runner.hyper,
        )
        for runner in chosen
    ]
    bytes_a_row = 4 * (4 * len(chosen) + 7)
    most = LIVE_BYTES // bytes_a_row if live else values["steps"] + 1
    arrays: dict[str, Any] = {}
    for k, trajectory in enumerate(trajectories):
        kept = thinned(len(trajectory.steps), most)
        arrays[f"{k}.params"] = trajectory.params[kept]
        arrays[f"{k}.loss"] = trajectory.loss[kept]
        if not isinstance(kept, slice):
            arrays[f"{k}.steps"] = trajectory.steps[kept].astype(np.int32)
    focus = next((k for k, runner in enumerate(chosen) if runner.id == values["focus"]), 0)
    if chosen:
        kept = thinned(len(trajectories[focus].steps), most)
        arrays |= _detail(chosen[focus], trajectories[focus], kept)
    distances = LANDSCAPE.distance([t.params[-1] for t in trajectories]).tolist()
    info: dict[str, Any] = {
        "runs": [
            _summary(runner, trajectory, distance, values["weight_decay"])
            for runner, trajectory, distance in zip(chosen, trajectories, distances, strict=True)
        ],
        "focus": focus if chosen else None,
        "steps": values["steps"],
    }
    if chosen:
        of_state, of_gradient = step_parts(chosen[focus].optimizer, tuple(chosen[focus].hyper.values()))
        info["stepParts"] = {"state": of_state, "gradient": of_gradient}
    return Result(arrays, info, lambda: _table(chosen, trajectories))


EXPERIMENT = Experiment(
    name="momentum",
    title="Momentum and Nesterov momentum",
    controls=CONTROLS,
    run=_run,
    facts={
        "views": ["landscape", "loss", "equations", "weights", "closeup"],
        "presets": PRESETS,
        "landscape": LANDSCAPE.name,
        "view": LANDSCAPE.view,
        "minima": LANDSCAPE.minima,
        "equations": {
            name: {"plain": equations(OPTIMIZERS[name], False), "decayed": equations(OPTIMIZERS[name], True)}
            for name in METHODS
        },
    },
)
