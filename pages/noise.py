"""The noise of a batch's gradient (section 4.2)."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import downloads

EXPERIMENT = EXPERIMENTS["noise"]

st.subheader("The noise of a batch's gradient", anchor=False)
values = panel(EXPERIMENT)

left, middle, right = st.columns(3)
left.markdown(
    "**Right on average.** A sample drawn evenly from all has, on average, the full gradient: that is (4.12), for a "
    "fixed θ. Drag the ring: the cloud moves and stretches, its mean stays on the full gradient."
)
middle.markdown(
    "**How much noise.** With independent draws the variance of a batch's gradient is that of one sample, divided by "
    "$n_b$: ten times the batch, a tenth of the variance, but only a third of the spread."
)
right.markdown(
    "**Which law when.** Section 4.2 derives $1/n_b$ for independent draws. Batches dealt from a shuffled deck are "
    "drawn without putting back, and follow $(n-n_b)/(n-1)/n_b$: nearly the same for small batches, "
    "0 for the whole deck."
)
downloads(EXPERIMENT, values)
