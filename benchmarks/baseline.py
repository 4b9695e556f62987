"""The Momentum page as Streamlit alone would have it: a slider and two charts."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, descend

METHODS = ("gradient_descent", "momentum", "nesterov", "look_ahead_momentum")

st.set_page_config(layout="wide")
landscape = LANDSCAPES["rosenbrock"]
beta = st.slider("beta", 0.0, 0.995, 0.9, 0.005)
runs = {}
for name in METHODS:
    hyper = {"alpha": 0.001} if name == "gradient_descent" else {"alpha": 0.001 / (1 - beta), "beta": beta}
    runs[name] = descend(landscape, OPTIMIZERS[name], landscape.start, 1000, **hyper)
x, y, losses = landscape.grid(landscape.view, 101)
paths = go.Figure(go.Contour(x=x, y=y, z=np.log10(losses)))
curves = go.Figure()
for name, run in runs.items():
    paths.add_scatter(x=run.params[:, 0], y=run.params[:, 1], mode="lines", name=name)
    curves.add_scatter(x=run.steps, y=run.loss, mode="lines", name=name)
paths.update_layout(xaxis_range=landscape.view[0], yaxis_range=landscape.view[1])
curves.update_yaxes(type="log")
left, right = st.columns(2)
left.plotly_chart(paths, key="paths")
right.plotly_chart(curves, key="curves")
