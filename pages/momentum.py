"""Momentum and Nesterov momentum (section 4.1)."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import runs_table

EXPERIMENT = EXPERIMENTS["momentum"]

st.subheader("Momentum and Nesterov momentum", anchor=False)
values = panel(EXPERIMENT)

st.markdown("#### Try")
first, second, third = st.columns(3)
first.markdown(
    "**Drag β from 0 to 0.99.** With α/(1−β) on, a longer memory means longer strides along the valley. "
    "Past 0.95 the ball swings across the bend before it turns: memory is speed, and speed overshoots."
)
second.markdown(
    "**Switch α/(1−β) off.** Now smoothing alone is left, and all four paths nearly coincide. The average of "
    "many gradients is no longer than one gradient: what accelerates is the larger α that it can bear."
)
third.markdown(
    "**Raise α until something breaks.** Near the minimum gradient descent bears α up to 2/λmax = 0.002; above, it "
    "rattles from wall to wall. At 0.0035 Nesterov and look-ahead momentum are thrown out, while momentum, "
    "which averages the back and forth away, still converges. The notes say at which step, and why."
)

st.markdown("#### What the symbols mean")
left, right = st.columns(2)
left.markdown(
    "Momentum here is an average: new gradients enter with weight 1−β. Many libraries use "
    "$v \\leftarrow \\beta v + g$ instead. The paths are the same when their learning rate is set to α(1−β)."
)
right.markdown(
    "Nesterov momentum takes its gradient at the predicted point $\\theta - \\alpha\\beta v$, the open circle in the "
    "close-up. Look-ahead momentum stays at θ and counts the newest gradient twice; the two act alike."
)
runs_table(EXPERIMENT, values)
