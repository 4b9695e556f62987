"""Ackley's function: a funnel with ripples, and a point at its bottom."""

import math

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = 20 + e − 20 exp(−0.2 √(‖θ‖²/2)) − exp((cos 2πθ₁ + cos 2πθ₂)/2)."""
    x = params[0]
    y = params[1]
    radius = math.sqrt(0.5 * (x * x + y * y))
    funnel = 20.0 * math.exp(-0.2 * radius)
    ripple = math.exp(0.5 * (math.cos(2.0 * math.pi * x) + math.cos(2.0 * math.pi * y)))
    # The tip of the funnel has no gradient; by symmetry 0 stands in its place.
    slope = 0.1 * funnel / radius if radius > 0.0 else 0.0
    grad[0] = slope * x + math.pi * ripple * math.sin(2.0 * math.pi * x)
    grad[1] = slope * y + math.pi * ripple * math.sin(2.0 * math.pi * y)
    return (20.0 - funnel) + (math.e - ripple)


LANDSCAPE = Landscape(
    name="ackley",
    title="Ackley",
    latex=r"C(\theta) = 20 + e - 20\, e^{-0.2 \sqrt{\|\theta\|^2 / 2}}"
    r" - e^{(\cos 2\pi\theta_1 + \cos 2\pi\theta_2)/2}",
    source="Ackley (1987), A Connectionist Machine for Genetic Hillclimbing",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(-2.4, 1.7),
    alpha=0.01,
    view=((-3.2, 3.2), (-3.2, 3.2)),
    minima=((0.0, 0.0),),
    log_levels=False,
)
