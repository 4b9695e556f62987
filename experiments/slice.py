"""The loss of a network on a two-dimensional slice through its parameters, with the paths of training on it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.controls import VIEW_CONTROLS, Choice, Control, Count, Subset
from experiments.experiment import Experiment, Result
from experiments.landscape import height
from experiments.runs import focus_of
from experiments.training import (
    BUDGET,
    LIVE_BUDGET,
    METHOD_CONTROLS,
    MOST_STEPS,
    STYLES,
    TITLES,
    Trained,
    answer,
    checked_cost,
    data_controls,
    network_controls,
    posed,
    runners,
    trained,
    training_controls,
)
from landscapes.landscape import Array
from landscapes.mlp import Network
from optimizers.descent import CORES

GRID, LIVE_GRID = 60, 16
ROWS = 80
MARGIN = 0.35  # of the paths' extent, on each side

CONTROLS: tuple[Control, ...] = (
    Subset(
        name="methods", label="methods", default=("gradient_descent", "momentum", "adam"), options=TITLES, styles=STYLES
    ),
    Choice(
        name="directions",
        label="directions",
        default="principal",
        options={"principal": "principal, of the paths", "random": "random, filter-normalised"},
    ),
    Count(name="direction_seed", label="seed of the directions", default=0, low=0, high=9999),
    *data_controls(n=120),
    *network_controls(hidden=(8, 8)),
    *training_controls(steps=500),
    *METHOD_CONTROLS,
    Choice(name="focus", label="centre at the end of", default="adam", options=TITLES),
    *(c for c in VIEW_CONTROLS if c.name != "at"),
    Count(name="at", label="step", symbol="t", default=MOST_STEPS, low=0, high=MOST_STEPS, view_only=True),
)

PRESETS = [
    {
        "label": "Principal directions",
        "query": "",
        "words": "The two directions in which the paths themselves vary most. What they explain is said beside the "
        "picture; what they miss is the distance from the slice.",
    },
    {
        "label": "Random directions",
        "query": "directions=random",
        "words": "The same paths on a random slice: they hardly seem to move, since two random directions among "
        "hundreds are nearly at right angles to any path. The loss under the marker is not the loss of the network.",
    },
    {
        "label": "One run alone",
        "query": "methods=gradient_descent&focus=gradient_descent",
        "words": "A single path bends gently: two directions explain nearly all of it, and the slice tells the truth.",
    },
]


@dataclass(frozen=True)
class Slice:
    """The plane through `centre` along two directions (2, d)."""

    centre: Array
    directions: Array

    def coordinates(self, params: Array) -> Array:
        """Where each row of `params` (k, d) falls on the plane, by least squares: (k, 2)."""
        return np.linalg.lstsq(self.directions.T, (params - self.centre).T, rcond=None)[0].T

    def points(self, coordinates: Array) -> Array:
        """The params at coordinates (k, 2): (k, d)."""
        return self.centre + coordinates @ self.directions


def principal(rows: Array, centre: Array) -> Array:
    """The two directions in which `rows` (k, d) vary most around `centre`, of length 1: (2, d)."""
    directions = np.linalg.svd(rows - centre, full_matrices=False)[2][:2]
    return directions if len(directions) == 2 else np.vstack((directions, np.eye(1, len(centre), 1)))


def filter_normalised(network: Network, centre: Array, seed: int) -> Array:
    """Two random directions whose incoming weights of each unit are as long as the centre's, biases 0: (2, d).

    Li et al. (2018), Visualizing the Loss Landscape of Neural Nets, section 4.
    """
    rng = np.random.default_rng(seed)
    found = rng.standard_normal((2, len(centre)))
    for row in found:
        for (weights, biases), (own, _) in zip(network.layers(row), network.layers(centre), strict=True):
            weights *= np.linalg.norm(own, axis=0) / np.linalg.norm(weights, axis=0)
            biases[:] = 0.0
    return found


def losses_at(network: Network, params: Array) -> Array:
    """C at each row of `params` (k, d), in threads: (k,)."""
    with ThreadPoolExecutor(CORES) as pool:
        parts = pool.map(lambda part: network.evaluate(part)[0], np.array_split(params, 4 * CORES))
        return np.concatenate(list(parts))


def _view(coordinates: Array) -> tuple[tuple[float, float], tuple[float, float]]:
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    room = np.maximum(MARGIN * (high - low), 1e-3)
    return tuple(zip((low - room).tolist(), (high + room).tolist(), strict=True))


def _finite_rows(run: Trained) -> Array:
    rows = run.trajectory.params
    return rows[np.isfinite(rows).all(axis=1) & (np.abs(rows) < 1e6).all(axis=1)]


def _plane(runs: list[Trained], focus: int, values: dict[str, Any]) -> tuple[Slice, float]:
    """The slice, and the share of the paths' variance around its centre that it holds."""
    rows = np.concatenate([_finite_rows(run) for run in runs])
    network, centre = runs[focus].problem.train, _finite_rows(runs[focus])[-1]
    if values["directions"] == "principal":
        directions = principal(rows, centre)
    else:
        directions = filter_normalised(network, centre, values["direction_seed"])
    plane = Slice(centre, directions)
    missed = ((rows - plane.points(plane.coordinates(rows))) ** 2).sum()
    return plane, 1.0 - float(missed / max(((rows - centre) ** 2).sum(), 1e-300))


def _run(values: dict[str, Any], live: bool) -> Result:
    chosen, problem = runners(values), posed(values)
    steps = checked_cost(values, problem, len(chosen), LIVE_BUDGET if live else BUDGET)
    runs = [trained(problem, runner, values, steps, ROWS) for runner in chosen]
    result = answer(runs, values["focus"], steps, values["steps"], live)
    focus = focus_of(runs, values["focus"])
    if focus is None:
        return result
    plane, explained = _plane(runs, focus, values)
    paths = [plane.coordinates(np.nan_to_num(run.trajectory.params, posinf=1e6, neginf=-1e6)) for run in runs]
    view = values["window"] or _view(np.concatenate([plane.coordinates(_finite_rows(run)) for run in runs]))
    size = LIVE_GRID if live else GRID
    first, second = (np.linspace(low, high, size) for low, high in view)
    grid = np.stack(np.meshgrid(first, second), axis=-1).reshape(-1, 2)
    losses = losses_at(problem.train, plane.points(grid)).reshape(size, size)
    for name in ("theta", "slopes"):
        del result.arrays[f"focus.{name}"]
    result.arrays.update({"ground.axis1": first, "ground.axis2": second, "ground.loss": losses})
    result.arrays["ground.height"] = height(problem.train, losses)
    for k, (run, path) in enumerate(zip(runs, paths, strict=True)):
        on_slice = plane.points(path)
        result.arrays[f"{k}.params"] = path
        with np.errstate(over="ignore", invalid="ignore"):
            sliced = problem.train.evaluate(on_slice)[0]
            result.arrays[f"{k}.both"] = np.column_stack((run.trajectory.loss, sliced))
            result.arrays[f"{k}.missed"] = np.linalg.norm(run.trajectory.params - on_slice, axis=1)
    result.info["landscape"].update(view=view, name="slice")
    result.info["notes"] = [*result.info["notes"], _said(explained, values)]
    return result


def _said(explained: float, values: dict[str, Any]) -> str:
    kind = "principal" if values["directions"] == "principal" else "random"
    warning = "" if explained > 0.95 else " Away from it the loss is another: compare the thick and the thin curves."
    return f"The two {kind} directions hold {explained:.1%} of the paths' variance around the centre.{warning}"


EXPERIMENT = Experiment(
    name="slice",
    title="The loss landscape of a network",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["landscape", "sliced", "missed"], "presets": PRESETS},
    heavy=True,
)
