"""Rosenbrock's curved valley, the landscape of figure 4.1."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = (1 − θ₁)² + 100 (θ₂ − θ₁²)²."""
    gap = params[1] - params[0] * params[0]
    away = 1.0 - params[0]
    grad[0] = -2.0 * away - 400.0 * params[0] * gap
    grad[1] = 200.0 * gap
    return away * away + 100.0 * gap * gap


LANDSCAPE = Landscape(
    name="rosenbrock",
    title="Rosenbrock valley",
    latex=r"C(\theta) = (1-\theta_1)^2 + 100\,(\theta_2-\theta_1^2)^2",
    source="Rosenbrock (1960), The Computer Journal 3(3); figure 4.1",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(0.4, -0.2),
    alpha=0.001,
    view=((-1.2, 1.6), (-0.6, 1.6)),
    minima=((1.0, 1.0),),
)
