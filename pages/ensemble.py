"""Many runs that differ in their draws (section 4.2)."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import downloads

EXPERIMENT = EXPERIMENTS["ensemble"]

st.subheader("Many runs at once: the average path, and who escapes", anchor=False)
values = panel(EXPERIMENT)

left, middle, right = st.columns(3)
left.markdown(
    "**Is the average run gradient descent?** Each step is right on average, so one might think so. On the quadratics "
    "it is: there $\\mathbb{E}[\\nabla C(\\theta)] = \\nabla C(\\mathbb{E}[\\theta])$, because the "
    "gradient is linear in θ."
)
middle.markdown(
    "**In general it is not.** On the two wells the gradient bends, and the runs spread into both: their mean lies "
    "between the wells, where gradient descent never goes. This is footnote 3 of the section, seen."
)
right.markdown(
    "**Noise as a way out.** Each square is one run at the marked step. In the shallow well gradient descent "
    "stays for ever. Small batches and a large α shake runs over the saddle; in the deep well the same "
    "shaking is too little."
)
downloads(EXPERIMENT, values)
