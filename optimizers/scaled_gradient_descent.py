"""Gradient descent with a learning rate of its own for each coordinate, (4.15)."""

from landscapes.kernel import floats
from optimizers.hyperparameters import ALPHA, R
from optimizers.optimizer import Equation, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """θ ← θ − α r ⊙ g (4.15)."""
    alpha = hyper[0]
    for i in range(size):
        params[i] -= alpha * hyper[1 + i] * grad[i]


OPTIMIZER = Optimizer(
    name="scaled_gradient_descent",
    title="Scaled gradient descent",
    hyperparameters=(ALPHA, R),
    state=(),
    step=step,
    update=(Equation("4.15", r"\theta^{(t+1)} = \theta^{(t)} - \alpha {r} \odot \nabla C(\theta^{(t)})"),),
    note="The vector r is fixed by hand; libraries offer it as parameter groups, each with its own learning rate.",
    source="(4.15)",
)
