"""A saddle between two minima."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = θ₁²/2 − θ₂²/2 + θ₂⁴/4."""
    x = params[0]
    y = params[1]
    grad[0] = x
    grad[1] = y * y * y - y
    return 0.5 * x * x - 0.5 * y * y + 0.25 * y * y * y * y


LANDSCAPE = Landscape(
    name="saddle",
    title="Saddle between two minima",
    latex=r"C(\theta) = \tfrac12 \theta_1^2 - \tfrac12 \theta_2^2 + \tfrac14 \theta_2^4",
    source="the simplest polynomial with a saddle and minima",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(-1.8, 0.001),
    alpha=0.05,
    view=((-2.2, 2.2), (-1.8, 1.8)),
    minima=((0.0, -1.0), (0.0, 1.0)),
    lowest=-0.25,
)
