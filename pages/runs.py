"""The runs of a page as a table, as files, and as the Python that repeats them."""

from typing import Any
from urllib.parse import quote

import streamlit as st

from experiments import Experiment
from experiments.query import write


def python_of(values: dict[str, Any], info: dict[str, Any]) -> str:
    """The program that repeats the runs of an answer, in the public interface."""
    name = info["landscape"]["name"]
    made, found = "from landscapes import LANDSCAPES", f'LANDSCAPES["{name}"]'
    if name == "quadratic":
        made, found = "from landscapes.quadratic import quadratic", f"quadratic({values['condition']!r})"
    lines = [made, "from optimizers import OPTIMIZERS, descend", "", f"landscape = {found}"]
    for run in info["runs"]:
        hyper = "".join(f", {name}={value!r}" for name, value in run["hyper"].items())
        decay = f", weight_decay={run['decay']!r}" if run["decay"] else ""
        lines.append(
            f'{run["id"]} = descend(landscape, OPTIMIZERS["{run["method"]}"], start={info["start"]!r}, '
            f"steps={info['steps']}{hyper}{decay})"
        )
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(_shown, value)) if isinstance(value, tuple) else f"{value:.5g}"


def runs_table(experiment: Experiment, values: dict[str, Any]) -> None:
    """Show how each run of `experiment` at `values` ended, and how to get its numbers."""
    result = experiment.run(values, False)
    st.markdown("#### How the runs ended")
    names = dict.fromkeys(name for run in result.info["runs"] for name in run["hyper"])
    rows = [
        {"run": run["label"]}
        | {name: _shown(run["hyper"].get(name)) for name in names}
        | {
            "last loss": _shown(run["loss"]),
            "distance to the minimum": _shown(run["distance"]),
            "diverged at step": _shown(run["divergedAt"]),
        }
        for run in result.info["runs"]
    ]
    if rows:
        st.table(rows)
    else:
        st.info("No method is on: switch one on above.")
    with st.expander("The same in Python"):
        st.code(python_of(values, result.info), language="python")
    downloads(experiment, values)


def downloads(experiment: Experiment, values: dict[str, Any]) -> None:
    """Links to every step of every run, as files."""
    query = write([c for c in experiment.controls if not c.view_only], values)
    address = f"api/{experiment.name}?{query}{'&' if query else ''}format="
    shared = quote(f"{experiment.name}?{write(experiment.controls, values)}", safe="")
    st.markdown(
        f"Every step of every run: [CSV]({address}csv) · [JSON]({address}json) · [this page as a QR code]"
        f"(classroom?link={shared})"
    )
