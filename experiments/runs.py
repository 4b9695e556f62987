"""Runs of several optimizers from one start, as an answer: arrays, words, and a table.

Run k has the arrays `k.params` (rows, 2), `k.loss` (rows,), the series that its page asks for, and
`k.steps` where rows were left out. The run in focus is taken apart under `focus.…`.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from experiments.equations import equation_key
from experiments.experiment import LIVE_BYTES, Result, thinned
from experiments.samples import distance_to_hull
from landscapes import Landscape
from landscapes.landscape import Array
from optimizers import Optimizer, Trajectory, descend
from optimizers.hyperparameters import BETA, GAMMA
from optimizers.linear import largest_stable_alpha, step_parts
from optimizers.optimizer import Hyper


@dataclass(frozen=True)
class Runner:
    """One run of a page: which method, with which numbers, drawn in which style."""

    id: str
    label: str
    style: int
    optimizer: Optimizer
    hyper: Hyper
    weight_decay: float = 0.0
    draws: Mapping[str, Any] = field(default_factory=dict)  # how batches are drawn, as `descend` takes it


@dataclass(frozen=True)
class Scene:
    """What all runs of an answer share. `query` names the landscape at /api/landscape."""

    landscape: Landscape
    query: str
    start: tuple[float, ...]
    steps: int
    hull: Any = None


@dataclass(frozen=True)
class Run:
    """A runner and where it went. `hyper` has the defaults filled in; `sparse`: not every step was recorded."""

    runner: Runner
    trajectory: Trajectory
    hyper: Hyper
    scene: Scene
    sparse: bool = False

    @cached_property
    def derived(self) -> dict[str, Array]:
        """What the update computes besides its state, row by row."""
        optimizer, t = self.runner.optimizer, self.trajectory
        if optimizer.derived is None:
            return {}
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # 0/0 at t = 0, and where a run ends
            return optimizer.derived(self.hyper, t.steps, t.state)

    @cached_property
    def hull_distance(self) -> Array:
        """Distance to the convex hull of the samples, 0 inside: (k,)."""
        return distance_to_hull(self.scene.hull, self.trajectory.params)


def made(scene: Scene, runners: Sequence[Runner]) -> list[Run]:
    """Every runner's run."""
    return [_made(scene, runner) for runner in runners]


def _made(scene: Scene, runner: Runner) -> Run:
    trajectory = descend(
        scene.landscape,
        runner.optimizer,
        scene.start,
        scene.steps,
        weight_decay=runner.weight_decay,
        **runner.draws,
        **runner.hyper,
    )
    filled = {h.name: runner.hyper.get(h.name, h.default) for h in runner.optimizer.hyperparameters}
    return Run(runner, trajectory, filled, scene)


# Series: what curves are drawn of, one row a step.


def _rate(run: Run) -> Array:
    """The effective learning rate of each coordinate, in the step that led to each row: (k, d)."""
    found = np.broadcast_to(run.derived.get("rate", _fixed_rate(run)), run.trajectory.params.shape).copy()
    found[0] = np.nan  # no step led to the start
    return found


def _fixed_rate(run: Run) -> Array:
    return np.asarray(run.hyper.get("alpha", np.nan)) * np.asarray(run.hyper.get("r", 1.0))


def _distance(run: Run) -> Array:
    return run.scene.landscape.distance(run.trajectory.params)


def _slope(run: Run) -> Array:
    """‖∇C(θ)‖ at each row, at the iterate itself and without λθ: (k,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.linalg.norm(run.scene.landscape.evaluate(run.trajectory.params)[1], axis=1)


SERIES: dict[str, Callable[[Run], Array]] = {
    "rate": _rate,
    "distance": _distance,
    "slope": _slope,
    "hull": lambda run: run.hull_distance,
}


# Why a run left the finite numbers, as far as theory says.


def divergence_reason(run: Run) -> str:
    """One or two sentences; "" for a run that did not diverge."""
    if run.trajectory.diverged_at is None:
        return ""
    if run.hyper.get("epsilon", 1.0) == 0.0 and np.isnan(run.trajectory.params[-1]).any():
        return "A derivative was 0 from the start on, and with ε = 0 the step is 0/0 there."
    if not math.isfinite(run.scene.landscape.lowest):
        return "This landscape has no lowest point: going down, it never ends."
    if run.runner.optimizer.linear:
        return _too_steep(run)
    return "Its steps are not linear in the gradient, so no simple bound on α holds."


_known_curvature = lru_cache(maxsize=64)(Landscape.curvature)  # while a control moves, the same points again


def _curvatures(run: Run) -> Iterator[tuple[float, str]]:
    landscape, rows = run.scene.landscape, run.trajectory.params
    for minimum in landscape.minima[:1]:
        yield _known_curvature(landscape, minimum), "at the minimum"
    yield _known_curvature(landscape, tuple(rows[0])), "at the start"
    for t in range(max(1, len(rows) - 50), len(rows)):
        yield landscape.curvature(rows[t]), f"at step {t}"


def _too_steep(run: Run) -> str:
    others = {name: value for name, value in run.hyper.items() if name != "alpha"}
    alpha = run.hyper["alpha"]
    for plain, where in _curvatures(run):
        curvature = plain + run.runner.weight_decay
        if not (curvature > 0.0 and math.isfinite(curvature)):
            continue
        limit = largest_stable_alpha(run.runner.optimizer, curvature, **others)
        if alpha > limit:
            return (
                f"Curvature {where}: {curvature:.4g}. On a quadratic that steep it bears α up to "
                f"{limit:.4g}; here α = {alpha:.4g}."
            )
    return "No point near its end is too steep for this α by itself: the curvature changes along the path."


# The answer.


def finite(value: float) -> float | None:
    """`value`, or None where it is not finite: JSON has no infinity."""
    return float(value) if math.isfinite(value) else None


def _summary(run: Run, distance: float) -> dict[str, Any]:
    runner, trajectory = run.runner, run.trajectory
    return {
        "id": runner.id,
        "label": runner.label,
        "style": runner.style,
        "method": runner.optimizer.name,
        "equations": equation_key(runner.optimizer, run.hyper, runner.weight_decay > 0.0),
        "hyper": runner.hyper,
        "decay": runner.weight_decay,
        "length": len(trajectory.steps),
        "sparse": run.sparse,
        "divergedAt": trajectory.diverged_at,
        "reason": divergence_reason(run),
        "loss": finite(trajectory.loss[-1]),
        "distance": finite(distance),
    }


def memory_weights(share: float, steps: int) -> Array:
    """(1 − β)β^k for lag k = t − τ, the weights of (4.3) and (4.19), until they no longer count in float64."""
    lags = min(steps, math.ceil(math.log(1e-18) / math.log(share))) if share > 0.0 else 1
    return (1.0 - share) * share ** np.arange(max(lags, 1))


def _memory(run: Run) -> tuple[dict[str, Any] | None, Array | None]:
    """The vector in which the run remembers gradients, or their squares, and the weights on them."""
    rows, takes = len(run.trajectory.steps), run.runner.optimizer.takes
    if takes(GAMMA.name):
        return {"symbol": "s", "power": 2, "number": "4.19"}, memory_weights(run.hyper["gamma"], rows)
    if run.runner.optimizer.state == ("s",):
        return {"symbol": "s", "power": 2, "number": "4.18"}, np.ones(rows)
    if takes(BETA.name):
        return {"symbol": "v", "power": 1, "number": "4.3"}, memory_weights(run.hyper["beta"], rows)
    return None, None


def _detail(run: Run, more: Callable[[Run], dict[str, Array]] | None) -> dict[str, Array]:
    arrays = {"gradient": run.trajectory.gradient}
    arrays |= {f"state.{symbol}": values for symbol, values in run.trajectory.state.items()}
    arrays |= {f"derived.{name}": values for name, values in run.derived.items()}
    arrays |= more(run) if more else {}
    return {f"focus.{name}": values for name, values in arrays.items()}


def focus_of(runs: Sequence[Any], focus_id: str) -> int | None:
    """The place of the run whose runner has this id, else 0; None without runs."""
    return next((k for k, run in enumerate(runs) if run.runner.id == focus_id), 0 if runs else None)


def _columns(run: Run, series: Sequence[str]) -> dict[str, Array]:
    columns = {"params": run.trajectory.params, "loss": run.trajectory.loss}
    lowest = run.scene.landscape.lowest
    if lowest != 0.0 and math.isfinite(lowest):
        columns["excess"] = run.trajectory.loss - lowest
    return columns | {name: SERIES[name](run) for name in series}


def _width(arrays: dict[str, Array]) -> int:
    return sum(array.size // len(array) for array in arrays.values())


def answer(
    scene: Scene,
    runs: list[Run],
    focus_id: str,
    live: bool,
    series: Sequence[str] = (),
    notes: Sequence[str] = (),
    more: Callable[[Run], dict[str, Array]] | None = None,
) -> Result:
    """The runs as an answer, with the run whose id is `focus_id`, else the first, taken apart.

    `series` are names of SERIES to send for every run, `notes` sentences to show beside the controls,
    and `more` gives further arrays of the run in focus, one row a step.
    """
    columns = [_columns(run, series) for run in runs]
    focus = focus_of(runs, focus_id)
    detail = _detail(runs[focus], more) if runs else {}
    most = scene.steps + 1
    if live and runs:
        most = LIVE_BYTES // (4 * (sum(map(_width, columns)) + _width(detail) + len(runs) + 1))
    arrays: dict[str, Any] = {}
    for k, run in enumerate(runs):
        kept = thinned(len(run.trajectory.steps), most)
        arrays |= {f"{k}.{name}": column[kept] for name, column in columns[k].items()}
        if not isinstance(kept, slice) or run.sparse:
            arrays[f"{k}.steps"] = run.trajectory.steps[kept]
        if k == focus:
            arrays |= {name: array[kept] for name, array in detail.items()}
    distances = scene.landscape.distance([run.trajectory.params[-1] for run in runs]).tolist()
    info: dict[str, Any] = {
        "runs": [_summary(run, distance) for run, distance in zip(runs, distances, strict=True)],
        "focus": focus,
        "steps": scene.steps,
        "start": scene.start,
        "notes": [note for note in notes if note],
        "landscape": {
            "name": scene.landscape.name,
            "query": scene.query,
            "view": scene.landscape.view,
            "minima": scene.landscape.minima,
            "lowest": finite(scene.landscape.lowest),
        },
    }
    if runs:
        info["stepParts"] = _step_parts(runs[focus])
        info["memory"], weights = _memory(runs[focus])
        if weights is not None:
            arrays["focus.weights"] = weights[:most]
    return Result(arrays, info, lambda: _table(runs))


def _step_parts(run: Run) -> dict[str, Any] | None:
    if not run.runner.optimizer.linear:
        return None
    of_state, of_gradient = step_parts(run.runner.optimizer, tuple(run.hyper.values()))
    return {"state": of_state, "gradient": of_gradient}


def _table(runs: list[Run]) -> dict[str, Any]:
    """One row a step: the run, the step, θ, the loss, the gradient used, and every state vector."""
    symbols = dict.fromkeys(s for run in runs for s in run.trajectory.state)
    table: dict[str, Any] = {
        "run": joined([np.full(len(run.trajectory.steps), run.runner.id) for run in runs]),
        "step": joined([run.trajectory.steps for run in runs]),
    }
    table |= _split("theta", [run.trajectory.params for run in runs])
    table["loss"] = joined([run.trajectory.loss for run in runs])
    table |= _split("gradient", [run.trajectory.gradient for run in runs])
    for symbol in symbols:
        nothing = [np.full_like(run.trajectory.params, np.nan) for run in runs]
        table |= _split(symbol, [run.trajectory.state.get(symbol, n) for run, n in zip(runs, nothing, strict=True)])
    return table


def joined(parts: list[Any]) -> Any:
    """The parts one after the other; nothing where there are none."""
    return np.concatenate(parts) if parts else np.empty(0)


def _split(name: str, parts: list[Array]) -> dict[str, Any]:
    return {f"{name}_{i + 1}": joined([part[:, i] for part in parts]) for i in range(2)}
