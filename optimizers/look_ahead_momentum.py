"""Look-ahead momentum: Nesterov's idea with gradients taken only at θ, (4.7) and (4.8)."""

from landscapes.kernel import floats
from optimizers.hyperparameters import ALPHA, BETA
from optimizers.optimizer import Equation, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """V ← βv + (1 − β)g (4.7), θ ← θ − α(βv + (1 − β)g) (4.8)."""
    alpha = hyper[0]
    beta = hyper[1]
    for i in range(size):
        fresh = (1.0 - beta) * grad[i]
        state[i] = beta * state[i] + fresh
        params[i] -= alpha * (beta * state[i] + fresh)


OPTIMIZER = Optimizer(
    name="look_ahead_momentum",
    title="Look-ahead momentum",
    hyperparameters=(ALPHA, BETA),
    state=("v",),
    step=step,
    update=(
        Equation("4.7", r"v^{(t+1)} = \beta v^{(t)} + (1-\beta) \nabla C(\theta^{(t)})"),
        Equation(
            "4.8",
            r"\theta^{(t+1)} = \theta^{(t)} - \alpha"
            r" \left( \beta v^{(t+1)} + (1-\beta) \nabla C(\theta^{(t)}) \right)",
        ),
    ),
    note="PyTorch's SGD(nesterov=True) takes the same path with learning rate α(1 − β).",
    source="(4.7), (4.8)",
    linear=True,
)
