"""Himmelblau's function: four minima of equal depth."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = (θ₁² + θ₂ − 11)² + (θ₁ + θ₂² − 7)²."""
    x = params[0]
    y = params[1]
    first = x * x + y - 11.0
    second = x + y * y - 7.0
    grad[0] = 4.0 * x * first + 2.0 * second
    grad[1] = 2.0 * first + 4.0 * y * second
    return first * first + second * second


LANDSCAPE = Landscape(
    name="himmelblau",
    title="Himmelblau",
    latex=r"C(\theta) = (\theta_1^2 + \theta_2 - 11)^2 + (\theta_1 + \theta_2^2 - 7)^2",
    source="Himmelblau (1972), Applied Nonlinear Programming",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(-0.3, -0.9),
    alpha=0.01,
    view=((-6.0, 6.0), (-6.0, 6.0)),
    minima=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    ),
)
