"""The Styblinski-Tang function: four basins, one of them deepest."""

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = Σ (θᵢ⁴ − 16θᵢ² + 5θᵢ)/2."""
    loss = 0.0
    for i in range(2):
        x = params[i]
        grad[i] = 2.0 * x * x * x - 16.0 * x + 2.5
        loss += 0.5 * (x * x * x * x - 16.0 * x * x + 5.0 * x)
    return loss


LANDSCAPE = Landscape(
    name="styblinski_tang",
    title="Styblinski-Tang",
    latex=r"C(\theta) = \tfrac12 \sum_{i=1}^{2} \left( \theta_i^4 - 16\,\theta_i^2 + 5\,\theta_i \right)",
    source="Styblinski and Tang (1990), Neural Networks 3(4)",
    loss_and_grad=loss_and_grad,
    dimension=2,
    start=(0.5, -0.2),
    alpha=0.01,
    view=((-4.5, 4.5), (-4.5, 4.5)),
    minima=((-2.903534027771177, -2.903534027771177),),
    lowest=-78.3323314075428,
)
