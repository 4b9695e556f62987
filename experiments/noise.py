"""The noise of a batch's gradient: that it is unbiased, and how its variance falls with n_b (section 4.2)."""

import math
from typing import Any

import numpy as np

from experiments.charts import Axis, Chart, Series, as_arrays, as_info
from experiments.controls import VIEW_CONTROLS, Control, Count, start_control
from experiments.experiment import Experiment, Result
from experiments.runs import Scene, answer
from experiments.samples import (
    SAMPLE_CONTROLS,
    SEED,
    batch_size_control,
    checked_batch_size,
    chosen_samples,
    corners,
    hull_landscape,
    hull_of,
    sample_gradients,
)
from landscapes.landscape import Array
from optimizers.sampling import drawn

LIVE_DRAWS = 1000  # while a control moves, for the variance at each batch size
DRAWS = 6000
SIZES_SHOWN = 24
CLOUD_SHOWN = 2000

CONTROLS: tuple[Control, ...] = (
    *SAMPLE_CONTROLS,
    batch_size_control(default=2),
    Count(name="draws", label="batches drawn", default=1000, low=10, high=20_000, scale="log"),
    SEED,
    start_control(),
    *VIEW_CONTROLS,
)

PRESETS = [
    {
        "label": "Five samples",
        "query": "draws=200",
        "words": "Every dot is one batch's gradient, in the same place. Their mean creeps towards the full gradient as "
        "1/√(number of batches): that is what unbiased means.",
    },
    {
        "label": "Two hundred samples",
        "query": "source=cloud&n=200&batch_size=50",
        "words": "From 200 samples, batches of up to 10 or so scatter alike whether drawn independently or dealt from "
        "a shuffled deck. Towards n_b = n the deck runs out and its variance falls to 0.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def batch_gradients(gradients: Array, sampling: str, draws: int, seed: int, most: int) -> Array:
    """The mean gradient of the first 1, 2, …, `most` samples of each of `draws` draws: (draws, most, 2).

    A shuffled deck's first batch is as good as any: all are alike before they are seen.
    """
    if sampling == "independent":
        indices = drawn(len(gradients), most, 1, "independent", seed=seed, runs=draws)
    else:
        indices = drawn(len(gradients), 1, len(gradients), "shuffled", seed=seed, runs=draws)[:, :most]
    return np.cumsum(gradients[indices], axis=1) / np.arange(1, most + 1)[:, None]


def variance(values: Array) -> float:
    """The summed variance of both coordinates."""
    return float(values.var(axis=0).sum())


def variance_error(values: Array) -> float:
    """One standard error of `variance`, from the spread of the squared deviations themselves."""
    squares = ((values - values.mean(axis=0)) ** 2).sum(axis=1)
    return float(squares.std() / math.sqrt(len(values)))


def batch_sizes(samples: int) -> list[int]:
    """Up to SIZES_SHOWN sizes from 1 to n, evenly on a log axis."""
    return sorted({int(round(v)) for v in np.geomspace(1, samples, SIZES_SHOWN)})


def _cloud(gradients: Array, values: dict[str, Any], size: int) -> tuple[Chart, Chart]:
    full = gradients.mean(axis=0)
    found = batch_gradients(gradients, "independent", values["draws"], values["seed"], size)[:, -1]
    mean = found.mean(axis=0)
    count = np.arange(1, len(found) + 1)
    running = np.cumsum(found, axis=0) / count[:, None]
    away = np.linalg.norm(running - full, axis=1)
    expected = math.sqrt(variance(gradients) / size) / np.sqrt(count)
    kept = np.unique(np.geomspace(1, len(found), 300).astype(int)) - 1
    error = math.sqrt(variance(found) / len(found))
    cloud = Chart(
        "cloud",
        f"{len(found)} batch gradients at θ",
        Axis("∂C/∂θ₁"),
        Axis("∂C/∂θ₂"),
        (
            Series("batches", 1, "points", found[:CLOUD_SHOWN, 0], found[:CLOUD_SHOWN, 1]),
            Series("their mean", 2, "points", mean[:1], mean[1:]),
            Series("full gradient", 0, "points", full[:1], full[1:]),
        ),
        f"The mean of the batches is {np.linalg.norm(mean - full):.3g} from the full gradient, with a standard error "
        f"of {error:.3g}.",
    )
    drift = Chart(
        "drift",
        "The mean of the batches nears the full gradient",
        Axis("batches drawn", log=True),
        Axis("distance", log=True),
        (
            Series("distance of the mean", 1, "line", kept + 1.0, away[kept]),
            Series("one standard error", 2, "line", kept + 1.0, expected[kept]),
        ),
    )
    return cloud, drift


def _law(gradients: Array, values: dict[str, Any], draws: int) -> Chart:
    n, single = len(gradients), variance(gradients)
    sizes = batch_sizes(n)
    series = []
    for style, sampling, label in ((1, "independent", "independent draws"), (3, "shuffled", "shuffled")):
        means = batch_gradients(gradients, sampling, draws, values["seed"], n)
        found = [means[:, size - 1] for size in sizes]
        spread = np.array([variance(f) for f in found])
        seen = spread > 1e-12 * single  # the whole deck's mean does not vary: no place on a log axis
        error = np.array([variance_error(f) for f in found])
        series.append(Series(label, style, "points", np.array(sizes, float)[seen], spread[seen], 2 * error[seen]))
    smooth = np.geomspace(1, n, 200)
    series.append(Series("1/n_b", 0, "line", smooth, single / smooth))
    if n > 1:
        deck = single * (n - smooth) / (n - 1) / smooth
        series.append(Series("(n−n_b)/(n−1)/n_b", 2, "line", smooth[:-1], deck[:-1]))
    return Chart(
        "law",
        "Variance of a batch's gradient",
        Axis("batch size n_b", log=True),
        Axis("variance", log=True),
        tuple(series),
        f"Error bars: two standard errors, from {draws:,} batches at each size.",
    )


def _run(values: dict[str, Any], live: bool) -> Result:
    samples = chosen_samples(values)
    landscape, query = hull_landscape(samples)
    size = checked_batch_size(values, len(samples))
    theta = values["start"] or landscape.start
    gradients = sample_gradients(samples, np.array([theta]))[0]
    charts = (*_cloud(gradients, values, size), _law(gradients, values, LIVE_DRAWS if live else DRAWS))
    result = answer(Scene(landscape, query, theta, 0), [], "", live)
    result.arrays.update(as_arrays(charts))
    result.info.update(charts=as_info(charts), whole=not live)
    result.info["samples"] = {"points": samples, "hull": corners(hull_of(samples))}

    def table() -> dict[str, Any]:
        law = charts[-1].series[:2]
        return {
            "sampling": np.concatenate([np.full(len(s.x), s.label) for s in law]),
            "batch_size": np.concatenate([s.x for s in law]).astype(int),
            "variance": np.concatenate([s.y for s in law]),
            "two_standard_errors": np.concatenate([s.error for s in law if s.error is not None]),
        }

    return Result(result.arrays, result.info, table)


EXPERIMENT = Experiment(
    name="noise",
    title="The noise of a batch's gradient",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["landscape", "chart:cloud", "chart:drift", "chart:law"], "presets": PRESETS, "playback": False},
    heavy=True,
)
