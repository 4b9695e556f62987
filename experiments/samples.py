"""The samples of (4.13): points u_i with weights a_i, set one by one or as a random cloud, and their hull."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from experiments.controls import Choice, Control, Count, Number, number_text
from landscapes import Landscape
from landscapes.convex_hull import FIGURE_4_2, FIGURE_4_2_WEIGHTS, convex_hull
from landscapes.landscape import Array
from optimizers.hyperparameters import Interval, ParameterError
from optimizers.sampling import SAMPLINGS

MOST = 200
COORDINATE = Interval(-1e6, 1e6)
WEIGHT = Interval(0.0, 1e6, "right")

Sample = tuple[float, float, float]
FIGURE: tuple[Sample, ...] = tuple((*u, a) for u, a in zip(FIGURE_4_2, FIGURE_4_2_WEIGHTS, strict=True))


@dataclass(frozen=True, kw_only=True)
class Samples(Control):
    """Samples u_i1,u_i2,a_i separated by ~."""

    shown_when: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"source": ("points",)})

    @property
    def accepts(self) -> str:
        return (
            f"1 to {MOST} samples u1,u2,a separated by ~, with u1 and u2 each {COORDINATE} and a {WEIGHT}, "
            "such as 1,1,1~2,0,2"
        )

    def read(self, text: str) -> tuple[Sample, ...]:
        samples = tuple(map(self._sample, text.split("~")))
        if len(samples) > MOST:
            raise ValueError
        return samples

    def _sample(self, text: str) -> Sample:
        domains = (COORDINATE, COORDINATE, WEIGHT)
        numbers = [
            Number(name=self.name, label="", default=0.0, domain=domain, slider_range=(0.0, 1.0)).read(part)
            for part, domain in zip(text.split(","), domains, strict=True)
        ]
        return numbers[0], numbers[1], numbers[2]

    def write(self, value: tuple[Sample, ...]) -> str:
        return "~".join(",".join(map(number_text, sample)) for sample in value)

    def bad_texts(self) -> tuple[str, ...]:
        return (*super().bad_texts(), "", "1,1", "1,1,0", "1,1,-2", "1,nan,1", "~".join(["1,1,1"] * (MOST + 1)))

    def details(self) -> dict[str, Any]:
        return {"most": MOST}


_cloud = {"source": ("cloud",)}

SAMPLE_CONTROLS: tuple[Control, ...] = (
    Choice(
        name="source",
        label="samples are",
        default="points",
        options={"points": "Points, one by one", "cloud": "A random cloud"},
    ),
    Samples(name="points", label="samples", default=FIGURE, help="Drag them on the landscape."),
    Count(name="n", label="samples", symbol="n", default=30, low=2, high=MOST, shown_when=_cloud),
    Count(name="cloud_seed", label="seed of the cloud", default=1, low=0, high=9999, shown_when=_cloud),
)

SAMPLING_CONTROL = Choice(name="sampling", label="draws", default="independent", options=SAMPLINGS)
SEED = Count(name="seed", label="seed of the draws", default=0, low=0, high=9999)


def batch_size_control(default: int = 1) -> Count:
    """The control of n_b; that it is no more than n is checked where n is known."""
    return Count(
        name="batch_size", label="batch size", symbol="n<sub>b</sub>", default=default, low=1, high=MOST, scale="log"
    )


@lru_cache(maxsize=64)
def cloud(count: int, seed: int) -> tuple[Sample, ...]:
    """`count` random samples, to two decimals: u_i normal around (2, 1.5), a_i log-uniform from 1 to 4."""
    rng = np.random.default_rng(seed)
    points = np.array([2.0, 1.5]) + rng.normal(size=(count, 2)) * np.array([0.9, 0.8])
    weights = 4.0 ** rng.random(count)
    return tuple(map(tuple, np.column_stack((points, weights)).round(2).tolist()))


def chosen_samples(values: dict[str, Any]) -> tuple[Sample, ...]:
    """The samples that `values` ask for."""
    return values["points"] if values["source"] == "points" else cloud(values["n"], values["cloud_seed"])


def hull_landscape(samples: tuple[Sample, ...]) -> tuple[Landscape, str]:
    """The landscape of (4.13) on `samples`, and its query at /api/landscape."""
    rows = np.array(samples)
    written = Samples(name="points", label="", default=()).write(samples)
    query = "landscape=convex_hull" + (f"&points={written}" if samples != FIGURE else "")
    return convex_hull(rows[:, :2], rows[:, 2]), query


def checked_batch_size(values: dict[str, Any], samples: int) -> int:
    """n_b, at most n; raises ParameterError above."""
    if values["batch_size"] > samples:
        raise ParameterError(
            "batch_size", values["batch_size"], f"an integer from 1 to {samples}, the number of samples"
        )
    return values["batch_size"]


def hull_of(samples: tuple[Sample, ...]) -> Any:
    """The convex hull of the u_i: a polygon, a segment, or a point."""
    return shapely.convex_hull(shapely.multipoints(np.array(samples)[:, :2]))


def corners(hull: Any) -> list[list[float]]:
    """The hull's corners in order; two for a segment, one for a point."""
    return shapely.get_coordinates(hull).tolist()


def distance_to_hull(hull: Any, points: Array) -> Array:
    """Distance of each row of `points` to the hull, 0 inside: (k,); NaN where a point is not finite."""
    with np.errstate(invalid="ignore"):
        distances = shapely.distance(hull, shapely.points(points))
    return np.where(np.isfinite(points).all(axis=1), distances, np.nan)


def sample_gradients(samples: tuple[Sample, ...], points: Array) -> Array:
    """∇C_i at each row of `points` (k, 2): (k, n, 2)."""
    rows = np.array(samples)
    scale = 2.0 * np.column_stack((rows[:, 2], np.ones(len(rows))))
    with np.errstate(over="ignore", invalid="ignore"):
        return scale[None] * (points[:, None, :] - rows[None, :, :2])


def angles_to_hull(hull: Any, samples: tuple[Sample, ...], points: Array) -> Array:
    """The angle, in degrees, of each −∇C_i to the nearest point of the hull: (k, n); NaN inside."""
    angles = np.full((len(points), len(samples)), math.nan)
    distances = distance_to_hull(hull, points)
    outside = np.flatnonzero(np.isfinite(distances) & (distances > 0))
    if len(outside):
        lines = shapely.get_coordinates(shapely.shortest_line(shapely.points(points[outside]), hull)).reshape(-1, 2, 2)
        towards = lines[:, 1] - lines[:, 0]
        down = -sample_gradients(samples, points[outside])
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            cosines = np.einsum("ki,kni->kn", towards, down)
            cosines /= np.linalg.norm(towards, axis=1)[:, None] * np.linalg.norm(down, axis=2)
        angles[outside] = np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0)))
    return angles
