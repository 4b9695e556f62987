"""Momentum as exponential smoothing of the gradients, (4.1) and (4.2)."""

from landscapes.kernel import floats
from optimizers.hyperparameters import ALPHA, BETA
from optimizers.optimizer import Equation, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """V ← βv + (1 − β)g (4.1), θ ← θ − αv (4.2)."""
    alpha = hyper[0]
    beta = hyper[1]
    for i in range(size):
        state[i] = beta * state[i] + (1.0 - beta) * grad[i]
        params[i] -= alpha * state[i]


OPTIMIZER = Optimizer(
    name="momentum",
    title="Momentum",
    hyperparameters=(ALPHA, BETA),
    state=("v",),
    step=step,
    update=(
        Equation("4.1", r"v^{(t+1)} = \beta v^{(t)} + (1-\beta) \nabla C(\theta^{(t)})"),
        Equation("4.2", r"\theta^{(t+1)} = \theta^{(t)} - \alpha v^{(t+1)}"),
    ),
    note="Smoothed (EMA) momentum. PyTorch's v ← βv + g takes the same path with learning rate α(1 − β).",
    source="(4.1), (4.2)",
    linear=True,
)
