"""What an experiment is: controls, and a run that turns their values into named arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.controls import Control

LIVE_BYTES = 96_000  # an answer while a control moves, its header included, stays below 100 KB


@dataclass(frozen=True)
class Result:
    """What a run found: named arrays, JSON-ready `info`, and a table (column → values) for CSV."""

    arrays: dict[str, npt.NDArray[Any]]
    info: dict[str, Any]
    table: Callable[[], dict[str, npt.NDArray[Any]]]


@dataclass(frozen=True, repr=False)
class Experiment:
    """A page's subject: its name in the address, its controls, its run.

    `run(values, live)` answers for one value of every control. With `live` true, while a control
    moves, it keeps the answer below LIVE_BYTES. `facts` is what the panel needs once. A `heavy` run
    takes longer than handing it to a thread does.
    """

    name: str
    title: str
    controls: tuple[Control, ...]
    run: Callable[[dict[str, Any], bool], Result]
    facts: Mapping[str, Any] = field(default_factory=dict)
    heavy: bool = False

    def spec(self) -> dict[str, Any]:
        """The declaration as the panel receives it, JSON-ready."""
        return {
            "experiment": self.name,
            "title": self.title,
            "controls": [control.spec() for control in self.controls],
            "facts": dict(self.facts),
        }


def thinned(rows: int, most: int) -> npt.NDArray[np.int64] | slice:
    """What to keep of `rows` rows so that at most `most` are left: an index for them.

    The first half of the budget entire, since a run moves fastest at its beginning, then evenly
    spread, first and last included. All of them, uncopied, where they fit.
    """
    if rows <= most:
        return slice(None)
    whole = most // 2
    rest = np.linspace(whole, rows - 1, most - whole).round().astype(np.int64)
    return np.concatenate((np.arange(whole), rest))
