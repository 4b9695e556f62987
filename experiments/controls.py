"""Controls: the parameters of an experiment, each declared once.

A control says how its value is written in a link, what is valid, and what the panel needs to draw
it. Everything a person can set goes through `parse`, whether it comes from a link, a slider or curl.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from landscapes.landscape import Interval2D
from optimizers.hyperparameters import Hyperparameter, Interval, ParameterError, Scale

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


def number_text(value: float) -> str:
    """The shortest text that reads back as exactly `value`."""
    return repr(float(value)).removesuffix(".0")


def _number(text: str) -> float:
    return float(text) if NUMBER.fullmatch(text) else math.nan


@dataclass(frozen=True, kw_only=True)
class Control:
    """What every control has.

    `view_only`: it changes how results are looked at, not the results. `shown_when`: it applies only
    while each named control has one of these values.
    """

    name: str
    label: str
    default: Any
    help: str = ""
    symbol: str = ""
    view_only: bool = False
    shown_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The name by which the panel knows this sort of control."""
        return type(self).__name__.lower()

    @property
    def accepts(self) -> str:
        """What is valid, in words, for error messages."""
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """The value that `text` writes; raises ValueError where it writes none."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """The text of `value` in a link."""
        return str(value)

    def bad_texts(self) -> tuple[str, ...]:
        """Texts that are not valid, for tests."""
        return ("abc", "nan", "1;2", "1" * 400)

    def details(self) -> dict[str, Any]:
        """What the panel needs to know besides the common fields."""
        return {}

    def parse(self, text: str) -> Any:
        """The value that `text` writes; raises ParameterError where it is not valid."""
        try:
            return self.read(text)
        except ParameterError:
            raise  # it says more than `accepts` does
        except ValueError:
            raise ParameterError(self.name, text, self.accepts) from None

    def spec(self) -> dict[str, Any]:
        """The declaration as the panel receives it, JSON-ready."""
        return {
            "kind": self.kind,
            "name": self.name,
            "label": self.label,
            "symbol": self.symbol,
            "help": self.help,
            "default": self.write(self.default),
            "viewOnly": self.view_only,
            "shownWhen": dict(self.shown_when),
            "accepts": self.accepts,
            **self.details(),
        }


@dataclass(frozen=True, kw_only=True)
class Number(Control):
    """A real number, with a slider over what is instructive."""

    domain: Interval
    slider_range: tuple[float, float]
    scale: Scale = "linear"
    slider_step: float = 0.0

    @property
    def accepts(self) -> str:
        return str(self.domain)

    def read(self, text: str) -> float:
        value = _number(text)
        if value not in self.domain:
            raise ValueError
        return value + 0.0  # −0 is written as 0

    def write(self, value: float) -> str:
        return number_text(value)

    def bad_texts(self) -> tuple[str, ...]:
        return (*super().bad_texts(), *map(str, self.domain.outside()))

    def details(self) -> dict[str, Any]:
        low, high = self.slider_range
        return {"low": low, "high": high, "scale": self.scale, "step": self.slider_step}


def hyperparameter_control(parameter: Hyperparameter, slider_step: float = 0.0, **own: Any) -> Number:
    """The control of a hyperparameter, as its declaration says; `own` are fields in which it differs."""
    declared: dict[str, Any] = {
        "name": parameter.name,
        "label": parameter.label,
        "symbol": parameter.symbol,
        "help": f"{parameter.help} {parameter.source}",
        "default": parameter.default,
        "domain": parameter.domain,
        "slider_range": parameter.slider_range,
        "scale": parameter.scale,
        "slider_step": slider_step,
    }
    return Number(**declared | own)


@dataclass(frozen=True, kw_only=True)
class Count(Control):
    """An integer from `low` to `high`."""

    low: int
    high: int
    scale: Scale = "linear"

    @property
    def accepts(self) -> str:
        return f"an integer from {self.low} to {self.high}"

    def read(self, text: str) -> int:
        value = int(text) if INTEGER.fullmatch(text) else None
        if value is None or not self.low <= value <= self.high:
            raise ValueError
        return value

    def bad_texts(self) -> tuple[str, ...]:
        return (*super().bad_texts(), "1.5", "1e9", "", str(self.low - 1), str(self.high + 1))

    def details(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "scale": self.scale}


@dataclass(frozen=True, kw_only=True)
class Numbers(Control):
    """A list of numbers of one domain, separated by commas; it may be empty."""

    domain: Interval
    most: int
    least: int = 0

    @property
    def accepts(self) -> str:
        count = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"{count} numbers separated by commas, each {self.domain}"

    def read(self, text: str) -> tuple[float, ...]:
        values = tuple(_number(part) + 0.0 for part in text.split(",")) if text else ()
        if not self.least <= len(values) <= self.most or any(v not in self.domain for v in values):
            raise ValueError
        return values

    def write(self, value: tuple[float, ...]) -> str:
        return ",".join(map(number_text, value))

    def bad_texts(self) -> tuple[str, ...]:
        too_many = ",".join(["0.5"] * (self.most + 1))
        return (*super().bad_texts(), too_many, "1,,2", *map(str, self.domain.outside()))

    def details(self) -> dict[str, Any]:
        return {"most": self.most}


class Point(Numbers):
    """A point of the plane, θ₁ and θ₂; where its default is (), empty stands for the landscape's own start."""

    @property
    def accepts(self) -> str:
        return super().accepts + ("" if self.default else ", or nothing")

    def read(self, text: str) -> tuple[float, ...]:
        return () if not text and not self.default else super().read(text)


def start_control(default: tuple[float, ...] = ()) -> Point:
    """The control of the start of all runs, dragged on the landscape."""
    return Point(
        name="start",
        label="start",
        symbol="θ⁽⁰⁾",
        default=default,
        help="Drag the ring, click the landscape, or use arrow keys.",
        domain=Interval(-math.inf, math.inf),
        least=2,
        most=2,
    )


@dataclass(frozen=True, kw_only=True)
class Window(Control):
    """The part of the plane that is drawn; empty for the landscape's own view."""

    default: Interval2D | None = None

    @property
    def accepts(self) -> str:
        return "nothing, or four finite numbers low1,high1,low2,high2 with each low below its high"

    def read(self, text: str) -> Interval2D | None:
        if not text:
            return None
        a, b, c, d = (_number(part) for part in text.split(","))
        if not (a < b and c < d and all(map(math.isfinite, (a, b, c, d)))):
            raise ValueError
        return (a, b), (c, d)

    def write(self, value: Interval2D | None) -> str:
        return ",".join(number_text(end) for side in value for end in side) if value else ""

    def bad_texts(self) -> tuple[str, ...]:
        return (*super().bad_texts(), "1,0,0,1", "0,1,0", "0,inf,0,1", "0,1,0,1,2")


@dataclass(frozen=True, kw_only=True)
class Flag(Control):
    """A switch, 1 or 0."""

    @property
    def accepts(self) -> str:
        return "0 or 1"

    def read(self, text: str) -> bool:
        return ("0", "1").index(text) == 1

    def write(self, value: bool) -> str:
        return str(int(value))


def _options(options: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in options.items()]


@dataclass(frozen=True, kw_only=True)
class Choice(Control):
    """One of `options` (name → words).

    `sets`: what the panel sets with an option, {option: {control: text}}.
    """

    options: Mapping[str, str]
    sets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def accepts(self) -> str:
        return f"one of {', '.join(self.options)}"

    def read(self, text: str) -> str:
        if text not in self.options:
            raise ValueError
        return text

    def details(self) -> dict[str, Any]:
        return {"options": _options(self.options), "sets": {k: dict(v) for k, v in self.sets.items()}}


@dataclass(frozen=True, kw_only=True)
class Subset(Control):
    """Any of `options` (name → words), separated by commas, each at most once.

    `styles` are the numbers of the styles in which they are drawn, where not 0, 1, 2, …
    """

    options: Mapping[str, str]
    styles: Mapping[str, int] = field(default_factory=dict)

    @property
    def accepts(self) -> str:
        return f"any of {', '.join(self.options)}, separated by commas, each once"

    def read(self, text: str) -> tuple[str, ...]:
        parts = text.split(",") if text else []
        if len(set(parts)) != len(parts) or not set(parts) <= set(self.options):
            raise ValueError
        return tuple(name for name in self.options if name in parts)

    def write(self, value: tuple[str, ...]) -> str:
        return ",".join(value)

    def bad_texts(self) -> tuple[str, ...]:
        first = next(iter(self.options))
        return (*super().bad_texts(), f"{first},{first}", f"{first},")

    def details(self) -> dict[str, Any]:
        styles = dict(zip(self.options, range(len(self.options)), strict=True)) | self.styles
        return {"options": [o | {"style": styles[o["value"]]} for o in _options(self.options)]}


STEPS = Count(name="steps", label="steps", default=1000, low=1, high=20_000, scale="log", help="Length of the runs.")

# How results are looked at, on every page with a landscape.
VIEW_CONTROLS: tuple[Control, ...] = (
    Count(name="at", label="step", symbol="t", default=20, low=0, high=20_000, view_only=True),
    Choice(
        name="view",
        label="view",
        default="contours",
        options={"contours": "Contours", "surface": "Surface"},
        view_only=True,
    ),
    Window(name="window", label="window", view_only=True),
    Numbers(
        name="camera",
        label="camera",
        default=(-1.4, -1.7, 0.9),
        domain=Interval(-100.0, 100.0),
        least=3,
        most=3,
        view_only=True,
    ),
)
