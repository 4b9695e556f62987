"""The entry script of every session: which pages there are, and under which address."""

from pathlib import Path

import streamlit as st

PAGES = [
    st.Page("home.py", title="Home", icon=":material/home:", default=True),
    st.Page("momentum.py", title="Momentum", url_path="momentum"),
    st.Page("adaptive.py", title="Adaptive rates", url_path="adaptive"),
    st.Page("race.py", title="Race", url_path="race"),
]

st.set_page_config(page_title="Descent Lab", page_icon=Path(__file__).with_name("icon.png"), layout="wide")
# A projected picture needs the room that Streamlit leaves above and beside the page.
st.html("<style>.stMainBlockContainer{padding:3.2rem 1.5rem 2rem}</style>")
st.navigation(PAGES, position="top").run()
