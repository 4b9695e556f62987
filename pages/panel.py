"""The live panel on a page: a Streamlit component whose state is the page's query."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from experiments import Experiment
from experiments.query import read_leniently, write

LIVE = Path(__file__).resolve().parent.parent / "live"
# Streamlit runs this as a blob, which has no address of its own: the module's is made from the page's.
SCRIPT = """
export default async function (component) {
  const { mount } = await import(new URL("live/panel.js", document.baseURI).href);
  return mount(component);
}
"""
COMPONENT = st.components.v2.component(
    "descent_panel",
    css=".dl-host{container-type:inline-size}\n" + (LIVE / "panel.css").read_text(encoding="utf-8"),
    html='<div class="dl-host"></div>',
    js=SCRIPT,
    isolate_styles=False,
)


SHOWN = ("hide", "projector")  # parameters of a link that say how a page is shown, on every page


def _commit(key: str) -> None:
    """Put the query that the panel has come to rest at into the address bar."""
    query = st.session_state[key].commit["query"]
    shown = {name: st.query_params[name] for name in SHOWN if name in st.query_params}
    st.query_params.from_dict(dict(parse_qsl(query, keep_blank_values=True)) | shown)


def panel(experiment: Experiment) -> dict[str, Any]:
    """Show the panel of `experiment` at the address bar's query; return the values it stands for.

    What the query has that is not valid is replaced by defaults, and said above the panel.
    """
    named = [name for name in st.query_params if name not in SHOWN]
    given = urlencode([(name, text) for name in named for text in st.query_params.get_all(name)])
    query = read_leniently(experiment.controls, given)
    if query.ignored:
        st.warning("Ignored in this link:\n" + "\n".join(f"- {words}" for words in query.ignored))
    projected = st.query_params.get("projector") == "1"
    key = f"panel_{experiment.name}"
    committed = (st.session_state.get(key) or {}).get("commit") or {"count": 0}
    COMPONENT(
        key=key,
        data={
            "spec": experiment.spec(),
            "query": write(experiment.controls, query.values),
            "commit": committed["count"],
            "hide": [name for name in st.query_params.get("hide", "").split(",") if name],
            "projector": projected,
        },
        default={"commit": None},
        on_commit_change=lambda: _commit(key),
    )
    if projected:
        st.stop()  # the panel alone
    return query.values
