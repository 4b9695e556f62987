"""A basin in a plain that hardly slopes."""

import math

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = 1 − exp(−(θ₁² + θ₂²)/2)."""
    x = params[0]
    y = params[1]
    height = math.exp(-0.5 * (x * x + y * y))
    grad[0] = x * height
    grad[1] = y * height
    return 1.0 - height


LANDSCAPE = Landscape(
    name="plateau",
    title="Plateau",
    latex=r"C(\theta) = 1 - e^{-(\theta_1^2 + \theta_2^2)/2}",
    source="a Gaussian basin",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(2.8, 1.6),
    alpha=0.5,
    view=((-4.0, 4.0), (-3.0, 3.0)),
    minima=((0.0, 0.0),),
    log_levels=False,
)
