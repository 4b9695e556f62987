"""An ill-conditioned quadratic bowl, whose condition number is chosen."""

import numpy as np

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """C(θ) = (θ₁² + κ θ₂²)/2, with κ in data."""
    grad[0] = params[0]
    grad[1] = data[0] * params[1]
    return 0.5 * (params[0] * params[0] + data[0] * params[1] * params[1])


def quadratic(condition: float) -> Landscape:
    """The bowl (θ₁² + κθ₂²)/2 with condition number κ = `condition`; raises ValueError where κ < 1."""
    if not 1.0 <= condition < np.inf:
        raise ValueError(f"condition accepts a finite number ≥ 1; got {condition!r}")
    return Landscape(
        name="quadratic",
        title="Ill-conditioned quadratic",
        latex=r"C(\theta) = \tfrac12 \left( \theta_1^2 + \kappa\,\theta_2^2 \right)",
        source="the model of every smooth minimum",
        loss_and_grad=loss_and_grad,
        dimension=2,
        start=(-4.0, 1.5),
        alpha=0.04,
        view=((-5.0, 5.0), (-3.0, 3.0)),
        minima=((0.0, 0.0),),
        data=np.array([condition]),
    )


LANDSCAPE = quadratic(20.0)
