"""The landscape itself, on a grid, for contours and surfaces."""

from typing import Any

import numpy as np

from experiments.controls import Choice, Count, Window
from experiments.experiment import Experiment, Result
from landscapes import LANDSCAPES, Landscape
from landscapes.landscape import Array

CONTROLS = (
    Choice(
        name="landscape",
        label="landscape",
        default="rosenbrock",
        options={name: landscape.title for name, landscape in LANDSCAPES.items()},
    ),
    Window(name="window", label="window"),
    Count(name="size", label="grid points a side", default=101, low=2, high=201),
)


def height(landscape: Landscape, losses: Array) -> Array:
    """What contours are drawn of: log10(C − lowest), or C where the landscape asks for it.

    At a minimum itself the logarithm is −∞, which no contour reaches: NaN.
    """
    if not landscape.log_levels:
        return losses
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(losses - landscape.lowest)
    return np.where(np.isfinite(logs), logs, np.nan)


def _run(values: dict[str, Any], _live: bool) -> Result:
    landscape = LANDSCAPES[values["landscape"]]
    first, second, losses = landscape.grid(values["window"] or landscape.view, values["size"])
    arrays = {"axis1": first, "axis2": second, "loss": losses, "height": height(landscape, losses)}
    info = {"landscape": landscape.name, "minima": landscape.minima, "logLevels": landscape.log_levels}

    def table() -> dict[str, Any]:
        theta_1, theta_2 = np.meshgrid(first, second)
        return {"theta_1": theta_1.ravel(), "theta_2": theta_2.ravel(), "loss": losses.ravel()}

    return Result(arrays, info, table)


EXPERIMENT = Experiment(name="landscape", title="A landscape on a grid", controls=CONTROLS, run=_run)
