"""Booth's function: a tilted quadratic bowl."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = (θ₁ + 2θ₂ − 7)² + (2θ₁ + θ₂ − 5)²."""
    first = params[0] + 2.0 * params[1] - 7.0
    second = 2.0 * params[0] + params[1] - 5.0
    grad[0] = 2.0 * first + 4.0 * second
    grad[1] = 4.0 * first + 2.0 * second
    return first * first + second * second


LANDSCAPE = Landscape(
    name="booth",
    title="Booth",
    latex=r"C(\theta) = (\theta_1 + 2\theta_2 - 7)^2 + (2\theta_1 + \theta_2 - 5)^2",
    source="Booth (1949), An application of the method of steepest descents",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(-2.5, 1.0),
    alpha=0.05,
    view=((-4.0, 5.0), (-1.0, 7.0)),
    minima=((1.0, 3.0),),
)
