"""Hyperparameters, each declared once: the domain, the slider, the words, the source.

`domain` is what is valid; `slider_range` is what is instructive and may include divergence.
"""

import math
from dataclasses import dataclass
from typing import Literal

Scale = Literal["linear", "log", "log0"]  # log0: logarithmic, with 0 at the left end


class ParameterError(ValueError):
    """A parameter outside what it accepts; `name` is the parameter, `accepts` says what it takes."""

    def __init__(self, name: str, got: object, accepts: str) -> None:
        shown = str(got)
        shown = shown if len(shown) <= 60 else shown[:57] + "…"
        super().__init__(f"{name} accepts {accepts}; got {shown!r}")
        self.name = name
        self.accepts = accepts


@dataclass(frozen=True)
class Interval:
    """The finite numbers between `low` and `high`; `closed` says which ends belong to it."""

    low: float
    high: float
    closed: Literal["both", "left", "right", "neither"] = "both"

    def __contains__(self, value: float) -> bool:
        above = value >= self.low if self.closed in ("both", "left") else value > self.low
        below = value <= self.high if self.closed in ("both", "right") else value < self.high
        return above and below and math.isfinite(value)

    def __str__(self) -> str:
        left = "≥" if self.closed in ("both", "left") else ">"
        right = "≤" if self.closed in ("both", "right") else "<"
        words = []
        if math.isfinite(self.low):
            words.append(f"{left} {self.low:g}")
        if math.isfinite(self.high):
            words.append(f"{right} {self.high:g}")
        return "a finite number" + (" " + " and ".join(words) if words else "")

    def outside(self) -> tuple[float, ...]:
        """Numbers that do not belong to it, the nearest ones included."""
        bad = [math.nan, math.inf, -math.inf]
        if math.isfinite(self.low):
            edge = self.low if self.closed in ("right", "neither") else math.nextafter(self.low, -math.inf)
            bad += [edge, self.low - 1.0]
        if math.isfinite(self.high):
            edge = self.high if self.closed in ("left", "neither") else math.nextafter(self.high, math.inf)
            bad += [edge, self.high + 1.0]
        return tuple(bad)


@dataclass(frozen=True)
class Hyperparameter:
    """One number an optimizer takes: ASCII `name` in code and links, Greek `symbol` on the page."""

    name: str
    symbol: str
    label: str
    domain: Interval
    slider_range: tuple[float, float]
    scale: Scale
    default: float
    help: str
    source: str

    def checked(self, value: object) -> float:
        """`value` as a float; raises ParameterError where it is not in the domain."""
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if number not in self.domain:
            raise ParameterError(self.name, value, str(self.domain))
        return number


ALPHA = Hyperparameter(
    name="alpha",
    symbol="α",
    label="learning rate",
    domain=Interval(0.0, math.inf, "neither"),
    slider_range=(1e-5, 1.0),
    scale="log",
    default=0.001,
    help="Length of a step per unit of gradient.",
    source="section 4.1",
)
BETA = Hyperparameter(
    name="beta",
    symbol="β",
    label="momentum",
    domain=Interval(0.0, 1.0, "left"),
    slider_range=(0.0, 0.995),
    scale="linear",
    default=0.9,
    help="Share of the old momentum that is kept at each step; 0 is plain gradient descent.",
    source="(4.1)",
)
WEIGHT_DECAY = Hyperparameter(
    name="weight_decay",
    symbol="λ",
    label="weight decay",
    domain=Interval(0.0, math.inf, "left"),
    slider_range=(1e-4, 10.0),
    scale="log0",
    default=0.0,
    help="Adds λθ to the gradient, which pulls every parameter towards 0.",
    source="(4.26)",
)
