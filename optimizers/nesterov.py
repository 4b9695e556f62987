"""Nesterov momentum: the gradient at the predicted next point, (4.4) and (4.5)."""

from landscapes.kernel import floats
from optimizers.hyperparameters import ALPHA, BETA
from optimizers.optimizer import Equation, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """V ← βv + (1 − β)g (4.4), θ ← θ − αv (4.5), with g taken at q ← θ − αβv."""
    alpha = hyper[0]
    beta = hyper[1]
    for i in range(size):
        state[i] = beta * state[i] + (1.0 - beta) * grad[i]
        params[i] -= alpha * state[i]
        state[size + i] = params[i] - alpha * beta * state[i]


OPTIMIZER = Optimizer(
    name="nesterov",
    title="Nesterov momentum",
    hyperparameters=(ALPHA, BETA),
    state=("v", "q"),
    step=step,
    looks_ahead=True,
    update=(
        Equation("", r"\tilde{\theta}^{(t)} = \theta^{(t)} - \alpha\beta v^{(t)}"),
        Equation("4.4", r"v^{(t+1)} = \beta v^{(t)} + (1-\beta) \nabla C(\tilde{\theta}^{(t)})"),
        Equation("4.5", r"\theta^{(t+1)} = \theta^{(t)} - \alpha v^{(t+1)}"),
    ),
    note="The gradient is taken at the predicted point, so the loss at θ costs a second evaluation. "
    "PyTorch's nesterov=True evaluates only at θ: that is look-ahead momentum.",
    source="(4.4), (4.5)",
    linear=True,
)
