"""A race: any optimizers, on any landscape, from one start."""

import streamlit as st

from experiments import EXPERIMENTS
from pages.panel import panel
from pages.runs import downloads, python_of

EXPERIMENT = EXPERIMENTS["race"]

st.subheader("Race: any methods, any landscape, one start", anchor=False)
values = panel(EXPERIMENT)

st.markdown("#### Result")
result = EXPERIMENT.run(values, False)
st.dataframe(
    [
        {
            "runner": run["label"],
            "last loss": run["loss"],
            "steps to the chosen loss": run["stepsToTarget"],
            "gradients taken": run["gradients"],
            "distance to a minimum": run["distance"],
            "diverged at step": run["divergedAt"],
        }
        for run in result.info["runs"]
    ],
    hide_index=True,
    column_config={
        "last loss": st.column_config.NumberColumn(format="%.4g"),
        "distance to a minimum": st.column_config.NumberColumn(format="%.4g"),
    },
)
st.caption("A click on a column sorts by it; the table's own menu saves it as CSV.")
with st.expander("The same in Python"):
    st.code(python_of(values, result.info), language="python")
downloads(EXPERIMENT, values)

st.markdown("#### What to look for")
left, right = st.columns(2)
left.markdown(
    "**The same α means different things.** For gradient descent it multiplies the slope; for Adam and RMSprop it is "
    "nearly the step itself. A fair race lets each method have its own: tune one runner at a time, "
    "then ask which was easier to tune."
)
right.markdown(
    "**Steps are not the whole cost.** Every method here takes one gradient a step, but Adam carries two more vectors "
    "as long as θ. And a winner on one landscape loses on the next: change the landscape and run it again."
)
