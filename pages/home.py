"""The first page: what there is, and where to begin."""

import streamlit as st

st.title("Descent Lab")
st.markdown("Drag a hyperparameter and watch gradient-based optimizers respond while the pointer moves.")
with st.container(border=True):
    st.page_link("momentum.py", label="**Momentum and Nesterov momentum**", icon=":material/trending_down:")
    st.markdown(
        "How much of the past should a step remember? Four methods race down Rosenbrock's curved valley: "
        "drag β, move the start, step through the equations. *Section 4.1*"
    )
