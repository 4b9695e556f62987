"""Hyperparameters, each declared once: the domain, the slider, the words, the source.

`domain` is what is valid; `slider_range` is what is instructive and may include divergence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

# log0: logarithmic, with 0 at the left end; near1: logarithmic in the distance to 1
Scale = Literal["linear", "log", "log0", "near1"]


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
class Switch(Interval):
    """On or off, 1 or 0."""

    low: float = 0.0
    high: float = 1.0

    def __contains__(self, value: float) -> bool:
        return value in (0.0, 1.0)

    def __str__(self) -> str:
        return "0 or 1"

    def outside(self) -> tuple[float, ...]:
        return (*super().outside(), 0.5)


@dataclass(frozen=True)
class Hyperparameter:
    """One number an optimizer takes: ASCII `name` in code and links, Greek `symbol` on the page.

    One that is `per_coordinate` takes d numbers, or one for all coordinates.
    """

    name: str
    symbol: str
    label: str
    domain: Interval
    slider_range: tuple[float, float]
    scale: Scale
    default: float
    help: str
    source: str
    per_coordinate: bool = False

    def checked(self, value: object, size: int) -> tuple[float, ...]:
        """`value` as one float, or as `size` floats; raises ParameterError where they are not valid."""
        parts = tuple(value) if self.per_coordinate and isinstance(value, Sequence | np.ndarray) else (value,)
        parts = parts * size if self.per_coordinate and len(parts) == 1 else parts
        if len(parts) != (size if self.per_coordinate else 1):
            raise ParameterError(self.name, value, f"{size} numbers, each {self.domain}")
        return tuple(self._number(part) for part in parts)

    def _number(self, value: object) -> float:
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
GAMMA = Hyperparameter(
    name="gamma",
    symbol="γ",
    label="memory of squares",
    domain=Interval(0.0, 1.0, "left"),
    slider_range=(0.0, 0.9999),
    scale="near1",
    default=0.999,
    help="Share of the old squared derivatives that is kept at each step.",
    source="(4.18)",
)
RHO = Hyperparameter(
    name="rho",
    symbol="ρ",
    label="memory of steps",
    domain=Interval(0.0, 1.0, "left"),
    slider_range=(0.0, 0.9999),
    scale="near1",
    default=0.999,
    help="Share of the old squared steps that Adadelta keeps at each step.",
    source="(4.20)",
)
EPSILON = Hyperparameter(
    name="epsilon",
    symbol="ε",
    label="guard against 0",
    domain=Interval(0.0, math.inf, "left"),
    slider_range=(1e-12, 1.0),
    scale="log0",
    default=1e-8,
    help="Added to the root, so that nothing is divided by 0.",
    source="(4.16)",
)
R = Hyperparameter(
    name="r",
    symbol="r",
    label="scale of each coordinate",
    domain=Interval(0.0, math.inf, "neither"),
    slider_range=(0.01, 100.0),
    scale="log",
    default=1.0,
    help="Multiplies the learning rate of each coordinate.",
    source="(4.15)",
    per_coordinate=True,
)
BIAS_CORRECTION = Hyperparameter(
    name="bias_correction",
    symbol="",
    label="bias correction",
    domain=Switch(),
    slider_range=(0.0, 1.0),
    scale="linear",
    default=1.0,
    help="Divides v and s by 1 − β^t and 1 − γ^t, since both begin at 0.",
    source="Algorithm 1",
)
EPSILON_INSIDE = Hyperparameter(
    name="epsilon_inside",
    symbol="",
    label="ε inside the root",
    domain=Switch(),
    slider_range=(0.0, 1.0),
    scale="linear",
    default=0.0,
    help="√(ŝ + ε) as in (4.21), in place of √ŝ + ε as in Algorithm 1.",
    source="(4.21)",
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
