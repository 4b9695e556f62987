"""A network that trains while you drag."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import downloads

EXPERIMENT = EXPERIMENTS["network"]

st.subheader("A network that trains while you drag", anchor=False)
values = panel(EXPERIMENT)

left, middle, right = st.columns(3)
left.markdown(
    "**Everything is trained anew** whenever something moves: same data, same start, same batches for every method. "
    "Filled points are for training, hollow ones for the test; thick curves and thin ones likewise."
)
middle.markdown(
    "**Drag α.** Too small, and the boundary hardly moves in the steps it has; too large, and the loss jumps, or the "
    "run ends where a weight leaves the finite numbers. The range that works is much wider for Adam."
)
right.markdown(
    "**Play it back.** First the rough shape, then the details, last the noise: where the test loss turns up again, "
    "the network has begun to learn its samples by heart. λ holds it back; so do fewer units."
)
downloads(EXPERIMENT, values)
