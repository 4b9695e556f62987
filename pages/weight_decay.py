"""Weight decay (section 4.5)."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import runs_table

EXPERIMENT = EXPERIMENTS["weight_decay"]

st.subheader("Weight decay", anchor=False)
values = panel(EXPERIMENT)

left, middle, right = st.columns(3)
left.markdown(
    "**A factor at every step.** (4.26): $\\theta \\leftarrow (1-\\alpha\\lambda)\\theta - \\alpha\\nabla C(\\theta)$. "
    "Whatever the gradient does, each step first shrinks θ, as long as αλ < 2; beyond, it throws θ about."
)
middle.markdown(
    "**Another minimum.** Decay in the gradient is descent on $C + \\tfrac{\\lambda}{2}\\|\\theta\\|^2$, whose minimum "
    "wanders from that of C to 0 as λ grows: the dotted trail. In a fit, that trades noise for bias: the U on "
    "the right."
)
right.markdown(
    "**Adam is different.** It divides the gradient by √s, and λθ with it: where gradients are large, hardly anything "
    "decays. AdamW shrinks θ by 1 − αλ beside Adam's step. For gradient descent the two are one and the same."
)
runs_table(EXPERIMENT, values)
