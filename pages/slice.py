"""The loss landscape of a network."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import downloads

EXPERIMENT = EXPERIMENTS["slice"]

st.subheader("The loss landscape of a network, on a slice", anchor=False)
values = panel(EXPERIMENT)

left, middle, right = st.columns(3)
left.markdown(
    "**A plane in hundreds of dimensions.** The picture shows the loss on the plane through the end of one run. The "
    "paths are not on it: each is drawn where it comes closest."
)
middle.markdown(
    "**When it misleads.** The thick curve is the network's own loss, the thin one that of the slice below it. "
    "Where they part, the valley in the picture is not the one the network is in."
)
right.markdown(
    "**Which directions.** Principal ones are made from the paths and flatter them: any long random walk would look "
    "smooth. Random ones, each unit's weights scaled to their length, show the ground but not the way."
)
downloads(EXPERIMENT, values)
