"""The three-hump camel: one minimum, and two that are shallower."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = 2θ₁² − 1.05θ₁⁴ + θ₁⁶/6 + θ₁θ₂ + θ₂²."""
    x = params[0]
    y = params[1]
    square = x * x
    grad[0] = x * (4.0 - 4.2 * square + square * square) + y
    grad[1] = x + 2.0 * y
    return square * (2.0 - 1.05 * square + square * square / 6.0) + x * y + y * y


LANDSCAPE = Landscape(
    name="three_hump_camel",
    title="Three-hump camel",
    latex=r"C(\theta) = 2\theta_1^2 - 1.05\,\theta_1^4 + \tfrac16 \theta_1^6 + \theta_1 \theta_2 + \theta_2^2",
    source="Branin (1972), IBM Journal of Research and Development 16(5)",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(-2.0, 1.6),
    alpha=0.02,
    view=((-2.4, 2.4), (-2.0, 2.0)),
    minima=((0.0, 0.0),),
)
