"""A deep and a shallow minimum with a saddle between them, built from samples that disagree."""

import numpy as np

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape

TILT = 0.15


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """The mean of C_i(θ) = (θ₁² − 1)²/4 + τθ₁ + θ₂²/2 − ξ_i·θ; data holds n, τ, then ξ_i for each i."""
    count = batch_size if batch_size > 0 else int(data[0])
    push_1 = 0.0
    push_2 = 0.0
    for k in range(count):
        at = 2 + 2 * (batch[k] if batch_size > 0 else k)
        push_1 += data[at]
        push_2 += data[at + 1]
    push_1 /= count
    push_2 /= count
    x = params[0]
    y = params[1]
    well = x * x - 1.0
    grad[0] = x * well + data[1] - push_1
    grad[1] = y - push_2
    return 0.25 * well * well + data[1] * x + 0.5 * y * y - push_1 * x - push_2 * y


def double_well(samples: int, noise: float) -> Landscape:
    """C(θ) = (θ₁² − 1)²/4 + τθ₁ + θ₂²/2, whose sample i adds −ξ_i·θ: the ξ_i, of length `noise`, add up to 0.

    τ = 0.15 makes the minimum at θ₁ > 0 the shallow one; its saddle is at θ₁ ≈ 0.15. Raises ValueError
    where `samples` < 2 or `noise` < 0.
    """
    if samples < 2 or not 0.0 <= noise < np.inf:
        raise ValueError("double_well accepts two samples or more, and a finite noise ≥ 0")
    angles = 2 * np.pi * np.arange(samples) / samples
    pushes = noise * np.column_stack((np.cos(angles), np.sin(angles)))
    roots = np.sort(np.roots([1.0, 0.0, -1.0, TILT]).real)
    deepest = float(roots[0])
    return Landscape(
        name="double_well",
        title="Two wells, one deeper",
        latex=r"C(\theta) = \tfrac14 (\theta_1^2 - 1)^2 + \tau \theta_1 + \tfrac12 \theta_2^2",
        source="the quartic double well, tilted",
        loss_and_grad=loss_and_grad,
        dimension=2,
        start=(1.3, 0.6),
        alpha=0.1,
        view=((-1.9, 1.9), (-1.5, 1.5)),
        minima=((deepest, 0.0),),
        lowest=0.25 * (deepest**2 - 1.0) ** 2 + TILT * deepest,
        data=np.concatenate(([samples, TILT], pushes.ravel())),
        samples=samples,
    )


def saddle() -> float:
    """θ₁ of the saddle between the wells; a run that ends to its left has escaped the shallow one."""
    return float(np.sort(np.roots([1.0, 0.0, -1.0, TILT]).real)[1])


LANDSCAPE = double_well(20, 1.0)
