"""The monkey saddle: three ways down, and no bottom."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = θ₁³ − 3θ₁θ₂²."""
    x = params[0]
    y = params[1]
    grad[0] = 3.0 * (x * x - y * y)
    grad[1] = -6.0 * x * y
    return x * x * x - 3.0 * x * y * y


LANDSCAPE = Landscape(
    name="monkey_saddle",
    title="Monkey saddle",
    latex=r"C(\theta) = \theta_1^3 - 3\,\theta_1 \theta_2^2",
    source="Hilbert and Cohn-Vossen (1932), Anschauliche Geometrie",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(1.0, 0.02),
    alpha=0.01,
    view=((-1.5, 1.5), (-1.5, 1.5)),
    lowest=float("-inf"),
    log_levels=False,
)
