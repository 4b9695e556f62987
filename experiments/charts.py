"""Charts of an answer: series of points, lines and bands over plain axes, drawn by live/views/chart.js."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from landscapes.landscape import Array


@dataclass(frozen=True)
class Axis:
    """What a chart's axis says, and whether it is logarithmic."""

    title: str
    log: bool = False


@dataclass(frozen=True)
class Series:
    """x (m,) and y (m,), in the colour, dash and marker of a style; `error` (m,) is half an error bar."""

    label: str
    style: int
    mode: Literal["line", "points"]
    x: Array
    y: Array
    error: Array | None = None


@dataclass(frozen=True)
class Chart:
    """A chart by the name of its place on the page."""

    name: str
    title: str
    x: Axis
    y: Axis
    series: Sequence[Series]
    words: str = ""


def as_arrays(charts: Sequence[Chart]) -> dict[str, Array]:
    """The numbers of the charts: chart.<name>.<k>.x, .y and .error."""
    arrays: dict[str, Array] = {}
    for chart in charts:
        for k, series in enumerate(chart.series):
            columns = {"x": series.x, "y": series.y} | ({} if series.error is None else {"error": series.error})
            arrays |= {f"chart.{chart.name}.{k}.{name}": column for name, column in columns.items()}
    return arrays


def as_info(charts: Sequence[Chart]) -> dict[str, Any]:
    """What is said about the charts, JSON-ready."""
    return {
        chart.name: {
            "title": chart.title,
            "words": chart.words,
            "x": {"title": chart.x.title, "log": chart.x.log},
            "y": {"title": chart.y.title, "log": chart.y.log},
            "series": [{"label": s.label, "style": s.style, "mode": s.mode} for s in chart.series],
        }
        for chart in charts
    }
