"""The entry script of every session: which pages there are, and under which address."""

import base64
from pathlib import Path

import streamlit as st

PAGES = [
    st.Page("home.py", title="Home", icon=":material/home:", default=True),
    st.Page("momentum.py", title="Momentum", url_path="momentum"),
    st.Page("adaptive.py", title="Adaptive rates", url_path="adaptive"),
    st.Page("sgd.py", title="Mini-batches", url_path="sgd"),
    st.Page("noise.py", title="Gradient noise", url_path="noise"),
    st.Page("ensemble.py", title="Many runs", url_path="ensemble"),
    st.Page("network.py", title="Network", url_path="network"),
    st.Page("slice.py", title="Loss slice", url_path="slice"),
    st.Page("dropout.py", title="Dropout", url_path="dropout"),
    st.Page("weight_decay.py", title="Weight decay", url_path="weight_decay"),
    st.Page("race.py", title="Race", url_path="race"),
    st.Page("classroom.py", title="Classroom", url_path="classroom"),
]

# In the page itself: the process that a browser asks for a file need not be the one that offered it.
ICON = base64.b64encode(Path(__file__).with_name("icon.png").read_bytes()).decode()

st.set_page_config(page_title="Descent Lab", page_icon=f"data:image/png;base64,{ICON}", layout="wide")
# A projected picture needs the room that Streamlit leaves above and beside the page.
st.html("<style>.stMainBlockContainer{padding:3.2rem 1.5rem 2rem}</style>")
if st.query_params.get("projector") == "1":
    st.html("<style>.stAppHeader{display:none}.stMainBlockContainer{padding-top:0.8rem}</style>")
st.navigation(PAGES, position="top").run()
