"""The landscape itself, on a grid, for contours and surfaces."""

from typing import Any

import numpy as np

from experiments.controls import Choice, Count, Number, Window, number_text
from experiments.experiment import Experiment, Result
from experiments.samples import FIGURE, Samples, hull_landscape
from landscapes import LANDSCAPES, Landscape
from landscapes.landscape import Array
from landscapes.quadratic import quadratic
from optimizers.hyperparameters import Interval

PLANE = {name: landscape for name, landscape in LANDSCAPES.items() if landscape.dimension == 2}

CONDITION = Number(
    name="condition",
    label="condition number",
    symbol="κ",
    default=float(LANDSCAPES["quadratic"].data[0]),
    domain=Interval(1.0, 1e6),
    slider_range=(1.0, 1000.0),
    scale="log",
    help="How much steeper the quadratic is along θ₂ than along θ₁.",
    shown_when={"landscape": ("quadratic",)},
)


def landscape_controls(default: str = "rosenbrock", alphas: tuple[str, ...] = ()) -> tuple[Choice, Number]:
    """The choice of a landscape, and the condition number of the quadratic.

    Choosing a landscape puts the start and the window where it wants them, and each parameter named
    in `alphas` at the landscape's own learning rate.
    """
    own = {
        name: {"start": "", "window": ""} | {p: number_text(landscape.alpha) for p in alphas}
        for name, landscape in PLANE.items()
    }
    choice = Choice(
        name="landscape",
        label="landscape",
        default=default,
        options={name: landscape.title for name, landscape in PLANE.items()},
        sets=own,
    )
    return choice, CONDITION


def chosen_landscape(values: dict[str, Any]) -> tuple[Landscape, str]:
    """The landscape that `values` ask for, and its query at /api/landscape."""
    name = values["landscape"]
    if name == "convex_hull":
        return hull_landscape(values.get("points", FIGURE))
    if name == "quadratic":
        return quadratic(values["condition"]), f"landscape={name}&condition={number_text(values['condition'])}"
    return PLANE[name], f"landscape={name}"


CONTROLS = (
    *landscape_controls(),
    Samples(name="points", label="samples", default=FIGURE, shown_when={"landscape": ("convex_hull",)}),
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
    landscape, _ = chosen_landscape(values)
    first, second, losses = landscape.grid(values["window"] or landscape.view, values["size"])
    arrays = {"axis1": first, "axis2": second, "loss": losses, "height": height(landscape, losses)}
    info = {"landscape": landscape.name, "minima": landscape.minima, "logLevels": landscape.log_levels}

    def table() -> dict[str, Any]:
        theta_1, theta_2 = np.meshgrid(first, second)
        return {"theta_1": theta_1.ravel(), "theta_2": theta_2.ravel(), "loss": losses.ravel()}

    return Result(arrays, info, table)


EXPERIMENT = Experiment(name="landscape", title="A landscape on a grid", controls=CONTROLS, run=_run)
