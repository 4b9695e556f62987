"""A table of what was measured."""

from typing import NamedTuple


class Figure(NamedTuple):
    """One line: what was asked, what was found, what the bar is; `fine` is False for errors, not for slowness."""

    what: str
    found: str
    bar: str = ""
    fine: bool = True


def show(figure: Figure) -> None:
    """Print it as soon as it is known."""
    mark = "" if figure.fine else "  FAILED"
    bar = f"  (bar: {figure.bar})" if figure.bar else ""
    print(f"{figure.what:44} {figure.found}{bar}{mark}", flush=True)
