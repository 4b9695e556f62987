"""Stochastic gradient descent and mini-batches (section 4.2)."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import downloads

EXPERIMENT = EXPERIMENTS["sgd"]

st.subheader("Stochastic gradient descent and mini-batches", anchor=False)
values = panel(EXPERIMENT)

st.markdown("#### Try")
first, second, third = st.columns(3)
first.markdown(
    "**Drag a sample.** The loss is the mean of one quadratic for each point $u_i$. Each is smallest at its own point, "
    "their mean somewhere in the green hull. Put all points on top of each other: nothing is left to disagree about, "
    "and the noise dies out at the minimum."
)
second.markdown(
    "**Drag the batch size.** A batch's gradient is the mean of its samples' and scatters less the more there are. "
    "*The gain of order n* compares runs that took equally many sample gradients: small batches move more often."
)
third.markdown(
    "**Raise α.** Inside the hull the steps keep their length, so the cloud of iterates is as wide as α allows: at "
    "0.01 a smudge, at 0.2 a swarm that leaves the hull again and again."
)

st.markdown("#### Why the hull attracts")
left, right = st.columns(2)
left.markdown(
    "Stand outside the hull and look at it: all $u_i$ lie on one side. Each $C_i$ falls towards its own $u_i$, so "
    "whichever sample is drawn, the step goes over to that side, and so does any mean of such steps. With all "
    "$a_i = 1$ the direction is straight to $u_i$, never 90° or more from the shortest way to the hull."
)
right.markdown(
    "Two things bound the argument. A weight $a_i$ far from 1 turns $-\\nabla C_i$ away from the straight line to "
    "$u_i$, at times past 90°: the angles shown at the marked step tell. And it is about directions: a step of "
    "length α‖∇C_i‖ may run right across the hull and out at the other side."
)
downloads(EXPERIMENT, values)
