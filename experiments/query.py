"""The state is the URL: query strings to values and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from experiments.controls import Control
from optimizers.hyperparameters import ParameterError

MAX_LENGTH = 4096


@dataclass(frozen=True)
class Query:
    """A read query: a value for every control, and what was ignored in reading it, in words."""

    values: dict[str, Any]
    ignored: tuple[str, ...] = ()


def _pairs(text: str) -> list[tuple[str, str]]:
    if len(text) > MAX_LENGTH:
        raise ParameterError("query", f"{len(text)} characters", f"at most {MAX_LENGTH} characters")
    return parse_qsl(text, keep_blank_values=True, errors="replace")


def _accept(known: dict[str, Control], values: dict[str, Any], name: str, text: str) -> None:
    if name not in known:
        raise ParameterError(name, text, f"no value: it is not one of {', '.join(known)}")
    if name in values:
        raise ParameterError(name, "a second value", f"one value, {known[name].accepts}")
    values[name] = known[name].parse(text)


def read_strictly(controls: Iterable[Control], text: str) -> Query:
    """Read a query string; raises ParameterError at the first thing that is not valid."""
    known = {control.name: control for control in controls}
    values: dict[str, Any] = {}
    for name, value in _pairs(text):
        _accept(known, values, name, value)
    return Query({name: values.get(name, control.default) for name, control in known.items()})


def read_leniently(controls: Iterable[Control], text: str) -> Query:
    """Read a query string, with defaults for what is not valid; `ignored` says what that was."""
    known = {control.name: control for control in controls}
    values: dict[str, Any] = {}
    ignored = []
    try:
        pairs = _pairs(text)
    except ParameterError as error:
        pairs, ignored = [], [str(error)]
    for name, value in pairs:
        try:
            _accept(known, values, name, value)
        except ParameterError as error:
            ignored.append(str(error))
    filled = {name: values.get(name, control.default) for name, control in known.items()}
    return Query(filled, tuple(ignored))


def write(controls: Iterable[Control], values: dict[str, Any]) -> str:
    """The canonical query string of `values`: declared order, defaults left out."""
    return "&".join(
        f"{control.name}={quote(control.write(values[control.name]), safe=',:')}"
        for control in controls
        if values[control.name] != control.default
    )
