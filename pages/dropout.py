"""Dropout (section 4.4)."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import downloads

EXPERIMENT = EXPERIMENTS["dropout"]

st.subheader("Dropout: training networks with holes", anchor=False)
values = panel(EXPERIMENT)

left, middle, right = st.columns(3)
left.markdown(
    "**A new network every iteration.** Each unit is kept with probability p. Weights of a dropped unit have gradient "
    "exactly 0 in that iteration; Adam still moves them a little, out of its memory."
)
middle.markdown(
    "**Test time.** Nothing is dropped. With (4.24) kept units were scaled by 1/p in training, so their sums are "
    "already as large as they will be; with (4.22) all are scaled by p at test time, (4.23)."
)
right.markdown(
    "**An ensemble in one network.** Averaging the outputs of many masks is what test time approximates. For an affine "
    "network the two are equal; the bends of the activation make the difference shown."
)
downloads(EXPERIMENT, values)
