"""Rastrigin's function: a bowl full of dents."""

import math

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = 20 + Σ (θᵢ² − 10 cos 2πθᵢ)."""
    loss = 20.0
    for i in range(2):
        x = params[i]
        grad[i] = 2.0 * x + 20.0 * math.pi * math.sin(2.0 * math.pi * x)
        loss += x * x - 10.0 * math.cos(2.0 * math.pi * x)
    return loss


LANDSCAPE = Landscape(
    name="rastrigin",
    title="Rastrigin",
    latex=r"C(\theta) = 20 + \sum_{i=1}^{2} \left( \theta_i^2 - 10 \cos 2\pi\theta_i \right)",
    source="Rastrigin (1974), Systems of Extremal Control",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(-1.7, 1.3),
    alpha=0.001,
    view=((-2.6, 2.6), (-2.6, 2.6)),
    minima=((0.0, 0.0),),
    log_levels=False,
)
