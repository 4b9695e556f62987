"""Adaptive learning rates (section 4.3)."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import runs_table

EXPERIMENT = EXPERIMENTS["adaptive"]

st.subheader("Adaptive learning rates: Adagrad, RMSprop, Adadelta, Adam", anchor=False)
values = panel(EXPERIMENT)

st.markdown("#### Try")
first, second, third = st.columns(3)
first.markdown(
    "**Watch the learning rates.** Each coordinate has its own: steep directions get small ones. Adagrad's only fall, "
    "because its s is a sum; RMSprop's and Adam's recover when the slope does. *Adagrad starves* shows what that costs."
)
second.markdown(
    "**Drag γ towards 1.** RMSprop's s begins at 0 and fills at the rate 1−γ: until it has, steps are up to 1/√(1−γ) "
    "times too long. Adam divides that bias away; switch the correction off to get it back."
)
third.markdown(
    "**Raise ε.** Large ε makes every method gradient descent with learning rate α/ε. For Adadelta ε is the first "
    "push: with 1e-8 a thousand steps take it nowhere, with 1e-4 they take it down the valley."
)

st.markdown("#### Why Adadelta")
left, right = st.columns(2)
left.markdown(
    "If θ were a length and C an energy, a gradient would be energy per length. α∇C is then no length unless α carries "
    "units; g/√s has none at all, so the α of RMSprop must be a length. Adadelta's factor √Δθ/√s turns a gradient "
    "into a step by itself: Δθ remembers how long steps have been, in the units of θ squared."
)
right.markdown(
    "ε stands outside both roots here, as the chapter has it. Zeiler's paper and PyTorch put it inside, "
    "√(Δθ+ε)/√(s+ε), which makes the first step √ε instead of ε long: at 1e-8, ten thousand times longer. "
    "For Adam, (4.21) has ε inside the root and Algorithm 1 outside: the switch shows both."
)
runs_table(EXPERIMENT, values)
