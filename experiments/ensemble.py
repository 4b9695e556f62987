"""Many runs that differ in their draws: their mean beside gradient descent, and which of them escape (section 4.2)."""

import math
from typing import Any

import numpy as np

from experiments.charts import Axis, Chart, Series, as_arrays, as_info
from experiments.controls import VIEW_CONTROLS, Choice, Control, Count, Number, hyperparameter_control, start_control
from experiments.experiment import Experiment, Result
from experiments.runs import Run, Runner, Scene, answer, made
from experiments.samples import FIGURE, SEED, batch_size_control, corners, hull_landscape, hull_of
from landscapes import Landscape
from landscapes.double_well import double_well, saddle
from landscapes.landscape import Array
from optimizers import OPTIMIZERS, Trajectory, ensemble
from optimizers.hyperparameters import ALPHA, Interval

LIVE_RUNS = 200  # while a control moves
ROWS = 50  # recorded of every run
DOTS = 150  # runs shown as dots
WELL_SAMPLES = 20
ESCAPE_SIZES = (1, 2, 3, 5, 7, 10, 14, 20)
ESCAPE_RUNS = 400
LIVE_ESCAPE_RUNS = 80
METHOD = OPTIMIZERS["gradient_descent"]

CONTROLS: tuple[Control, ...] = (
    Choice(
        name="landscape",
        label="landscape",
        default="convex_hull",
        options={"convex_hull": "Quadratics of figure 4.2", "double_well": "Two wells, one deeper"},
        sets={
            "convex_hull": {"start": "", "window": "", "alpha": "0.05", "steps": "200"},
            "double_well": {"start": "", "window": "", "alpha": "0.2", "steps": "500"},
        },
    ),
    hyperparameter_control(ALPHA, default=0.05),
    batch_size_control(),
    Number(
        name="noise",
        label="how much the samples disagree",
        default=1.0,
        domain=Interval(0.0, 100.0),
        slider_range=(0.0, 3.0),
        shown_when={"landscape": ("double_well",)},
    ),
    Count(name="runs", label="runs", default=2000, low=2, high=5000, scale="log"),
    Count(name="steps", label="steps", default=200, low=1, high=1000, scale="log"),
    SEED,
    start_control(),
    *VIEW_CONTROLS,
)

PRESETS = [
    {
        "label": "Where they coincide",
        "query": "at=40",
        "words": "The gradients of (4.13) are linear in θ, so the mean of all runs obeys gradient descent's own "
        "equation: the gap is what chance leaves, about one standard error.",
    },
    {
        "label": "Where they part",
        "query": "landscape=double_well&alpha=0.2&steps=500&start=0.25,0&at=150",
        "words": "Started right of the saddle, gradient descent goes right. Many of the noisy runs are thrown over the "
        "saddle to the left: the mean of the runs is where hardly any run is.",
    },
    {
        "label": "Escape",
        "query": "landscape=double_well&alpha=0.5&steps=500&at=400",
        "words": "From the shallow well gradient descent never leaves. With batches of one most runs do, and fewer the "
        "larger the batch or the smaller α: noise is what lifts them over the saddle.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def _landscape(values: dict[str, Any]) -> tuple[Landscape, str]:
    if values["landscape"] == "convex_hull":
        return hull_landscape(FIGURE)
    return double_well(WELL_SAMPLES, values["noise"]), "landscape=double_well"


def _many(landscape: Landscape, values: dict[str, Any], start: tuple[float, ...], runs: int, **own: Any) -> Array:
    given = {"batch_size": values["batch_size"], "alpha": values["alpha"], "record_every": _every(values)} | own
    return ensemble(landscape, METHOD, start, values["steps"], runs, seed=values["seed"], **given)


def _every(values: dict[str, Any]) -> int:
    return max(1, math.ceil(values["steps"] / ROWS))


def escaped(ends: Array) -> tuple[float, float]:
    """The share of runs that end left of the saddle, and its standard error; a run that diverged has not."""
    share = float((ends[:, 0] < saddle()).mean())
    return share, math.sqrt(max(share * (1 - share), 1e-12) / len(ends))


def _gap(many: Array, plain: Run) -> Chart:
    steps = plain.trajectory.steps
    rows = min(len(steps), many.shape[1])
    with np.errstate(invalid="ignore", over="ignore"):
        mean, spread = many[:, :rows].mean(axis=0), many[:, :rows].std(axis=0)
        gap = np.linalg.norm(mean - plain.trajectory.params[:rows], axis=1)
        error = np.linalg.norm(spread, axis=1) / math.sqrt(len(many))
        spread = np.linalg.norm(spread, axis=1)
    known = np.isfinite(gap) & (gap > 0)
    x = steps[:rows][known].astype(float)
    return Chart(
        "gap",
        "Between the mean of the runs and gradient descent",
        Axis("step t"),
        Axis("distance in θ", log=True),
        (
            Series("‖mean − gradient descent‖", 2, "line", x, gap[known]),
            Series("its standard error, if they coincide", 0, "line", x, error[known]),
            Series("spread of the runs", 1, "line", x, spread[known]),
        ),
        f"{len(many):,} runs. Chance alone makes a gap of about one standard error.",
    )


def _escape(landscape: Landscape, values: dict[str, Any], start: tuple[float, ...], runs: int) -> Chart:
    series = []
    for style, factor in ((3, 0.5), (1, 1.0), (2, 2.0)):
        alpha = values["alpha"] * factor
        own = {"alpha": alpha, "record_every": values["steps"]}
        found = [escaped(_many(landscape, values, start, runs, batch_size=size, **own)[:, -1]) for size in ESCAPE_SIZES]
        share, error = np.array(found).T
        series.append(Series(f"α = {alpha:.3g}", style, "points", np.array(ESCAPE_SIZES, float), share, 2 * error))
    return Chart(
        "escape",
        "Share of the runs that end in the deeper well",
        Axis("batch size n_b", log=True),
        Axis("share"),
        tuple(series),
        f"{runs} runs for each point; error bars: two standard errors.",
    )


def _nothing_to_escape() -> Chart:
    words = "The quadratics have one minimum: there is nothing to escape. Choose the two wells."
    return Chart("escape", "Share of the runs that escape", Axis("batch size n_b"), Axis("share"), (), words)


def _run(values: dict[str, Any], live: bool) -> Result:
    landscape, query = _landscape(values)
    start = values["start"] or landscape.start
    scene = Scene(landscape, query, start, values["steps"])
    count = min(values["runs"], LIVE_RUNS) if live else values["runs"]
    many = _many(landscape, values, start, count)
    (plain,) = made(scene, [Runner("plain", "gradient descent", 0, METHOD, {"alpha": values["alpha"]})])
    rows = np.unique(np.append(np.arange(0, values["steps"] + 1, _every(values)), values["steps"]))
    mean = many.mean(axis=0)
    runs = [plain, _mean_run(mean, rows, plain)]
    sparse = _sparse(plain, rows)
    well = values["landscape"] == "double_well"
    charts = [_gap(many, sparse)]
    charts.append(
        _escape(landscape, values, start, LIVE_ESCAPE_RUNS if live else ESCAPE_RUNS) if well else _nothing_to_escape()
    )
    result = answer(scene, runs, "plain", live)
    result.arrays.update(as_arrays(charts))
    result.arrays["ensemble"] = np.ascontiguousarray(many[:DOTS].transpose(1, 0, 2).reshape(len(rows), -1))
    result.arrays["ensemble_steps"] = rows
    result.info.update(charts=as_info(charts), whole=not live)
    result.info["notes"] = [_said(many, well, live, count)]
    if not well:
        result.info["samples"] = {"points": FIGURE, "hull": corners(hull_of(FIGURE)), "fixed": True}
    return Result(result.arrays, result.info, lambda: _table(many, rows))


def _said(many: Array, well: bool, live: bool, count: int) -> str:
    words = f"{count:,} runs" + (" while a control moves; all of them at rest." if live else ".")
    if well:
        share, error = escaped(many[:, -1])
        words += f" {share:.1%} ± {2 * error:.1%} of them end in the deeper well."
    return words


def _sparse(plain: Run, rows: Array) -> Run:
    """Gradient descent at the steps that the ensemble records."""
    kept = rows[rows < len(plain.trajectory.steps)]
    trajectory = Trajectory(kept, plain.trajectory.params[kept], plain.trajectory.loss[kept], None, {}, None, None)
    return Run(plain.runner, trajectory, plain.hyper, plain.scene)


def _mean_run(mean: Array, rows: Array, plain: Run) -> Run:
    runner = Runner("mean", "mean of the runs", 2, METHOD, plain.runner.hyper)
    known = np.isfinite(mean).all(axis=1)
    losses = plain.scene.landscape.evaluate(mean[known])[0]
    trajectory = Trajectory(rows[known], mean[known], losses, None, {}, np.zeros_like(mean[known]), None)
    return Run(runner, trajectory, plain.hyper, plain.scene, sparse=True)


def _table(many: Array, rows: Array) -> dict[str, Any]:
    with np.errstate(invalid="ignore", over="ignore"):
        mean, spread = many.mean(axis=0), many.std(axis=0)
    columns = {"step": rows}
    for i in range(2):
        columns |= {f"mean_theta_{i + 1}": mean[:, i], f"spread_theta_{i + 1}": spread[:, i]}
    return columns


EXPERIMENT = Experiment(
    name="ensemble",
    title="Many runs",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["landscape", "chart:gap", "chart:escape"], "presets": PRESETS},
    heavy=True,
)
