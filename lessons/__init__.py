"""Lessons: prepared links with an objective and a prediction, read from lessons.toml and checked."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments import EXPERIMENTS
from experiments.query import read_strictly
from optimizers.hyperparameters import ParameterError

PATH = Path(__file__).with_name("lessons.toml")
TEXTS = ("section", "title", "page", "query", "objective", "predict", "look_for")


class LessonError(ValueError):
    """A lesson file that cannot be used; the message names the lesson, the field and what it accepts."""


@dataclass(frozen=True)
class Lesson:
    """A prepared link: the page, its query, the controls it hides, and what goes with it in class."""

    section: str
    title: str
    page: str
    query: str
    objective: str
    predict: str
    look_for: str
    hide: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """The address within the app."""
        hidden = f"hide={','.join(self.hide)}" if self.hide else ""
        return f"{self.page}?{'&'.join(filter(None, (self.query, hidden)))}"


def _lesson(number: int, given: Any) -> Lesson:
    where = f"lesson {number}"
    if not isinstance(given, dict):
        raise LessonError(f"{where}: accepts a table of fields")
    title = given.get("title")
    where += f" ({title})" if isinstance(title, str) else ""
    for name in TEXTS:
        if not isinstance(given.get(name), str) or (name != "query" and not given[name].strip()):
            raise LessonError(f"{where}: {name} accepts a text; got {given.get(name)!r}")
    unknown = sorted(set(given) - {*TEXTS, "hide"})
    if unknown:
        raise LessonError(f"{where}: there is no field {unknown[0]!r}; there are {', '.join((*TEXTS, 'hide'))}")
    experiment = EXPERIMENTS.get(given["page"])
    if experiment is None or not experiment.facts.get("views"):
        pages = [name for name, e in EXPERIMENTS.items() if e.facts.get("views")]
        raise LessonError(f"{where}: page accepts one of {', '.join(pages)}; got {given['page']!r}")
    try:
        read_strictly(experiment.controls, given["query"])
    except ParameterError as error:
        raise LessonError(f"{where}: query: {error}") from None
    hide, known = given.get("hide", []), [control.name for control in experiment.controls]
    if not isinstance(hide, list) or not set(map(str, hide)) <= set(known):
        raise LessonError(f"{where}: hide accepts a list of {', '.join(known)}; got {hide!r}")
    return Lesson(**{name: given[name] for name in TEXTS}, hide=tuple(hide))


def lessons(path: Path = PATH) -> list[Lesson]:
    """The lessons of a file; raises LessonError where it is missing, no TOML, or names what does not exist."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LessonError(f"{path.name} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{path.name} is not TOML: {error}") from None
    given = content.get("lesson", [])
    if not isinstance(given, list) or set(content) - {"lesson"}:
        raise LessonError(f"{path.name}: accepts blocks that begin with [[lesson]] and nothing else")
    return [_lesson(number, block) for number, block in enumerate(given, 1)]
