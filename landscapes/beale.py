"""Beale's function: a flat valley between steep corners."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = Σ (c_k − θ₁(1 − θ₂^k))², c = 1.5, 2.25, 2.625."""
    x = params[0]
    y = params[1]
    first = 1.5 - x + x * y
    second = 2.25 - x + x * y * y
    third = 2.625 - x + x * y * y * y
    grad[0] = 2.0 * (first * (y - 1.0) + second * (y * y - 1.0) + third * (y * y * y - 1.0))
    grad[1] = 2.0 * x * (first + 2.0 * y * second + 3.0 * y * y * third)
    return first * first + second * second + third * third


LANDSCAPE = Landscape(
    name="beale",
    title="Beale",
    latex=r"C(\theta) = \sum_{k=1}^{3} \left( c_k - \theta_1 (1 - \theta_2^k) \right)^2,"
    r"\quad c = (1.5,\, 2.25,\, 2.625)",
    source="Beale (1958), On an iterative method of finding a local minimum",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(1.0, 1.4),
    alpha=0.005,
    view=((-0.5, 4.5), (-1.0, 1.8)),
    minima=((3.0, 0.5),),
)
