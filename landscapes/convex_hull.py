"""Quadratics with minimizers u_1, …, u_n: the example (4.13) and its convex hull."""

import numpy as np
import numpy.typing as npt

from landscapes.kernel import floats, integers, loss_and_grad_kernel
from landscapes.landscape import Landscape


@loss_and_grad_kernel
def loss_and_grad(params: floats, data: floats, batch: integers, batch_size: int, grad: floats) -> float:
    """The mean of C_i(θ) = a_i(θ₁ − u_i1)² + (θ₂ − u_i2)²; data holds n, then a_i, u_i1, u_i2 for each i."""
    count = batch_size if batch_size > 0 else int(data[0])
    loss = 0.0
    first = 0.0
    second = 0.0
    for k in range(count):
        at = 1 + 3 * (batch[k] if batch_size > 0 else k)
        x = params[0] - data[at + 1]
        y = params[1] - data[at + 2]
        loss += data[at] * x * x + y * y
        first += data[at] * x
        second += y
    grad[0] = 2.0 * first / count
    grad[1] = 2.0 * second / count
    return loss / count


def convex_hull(points: npt.ArrayLike, weights: npt.ArrayLike) -> Landscape:
    """C(θ) = (1/n) Σ C_i(θ) of (4.13), with u_i the rows of `points` (n, 2) and a_i = `weights` (n,).

    Its minimizer is the mean of the u_i, weighted by a_i along θ₁ and evenly along θ₂. Raises ValueError
    where there is no point, a shape does not fit, a number is not finite or an a_i is not positive.
    """
    u, a = np.asarray(points, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if u.ndim != 2 or u.shape[1:] != (2,) or not len(u) or not np.isfinite(u).all():
        raise ValueError("points accepts one or more rows of two finite numbers")
    if a.shape != (len(u),) or not (np.isfinite(a) & (a > 0)).all():
        raise ValueError("weights accepts a finite number > 0 for each point")
    minimum = np.array([a @ u[:, 0] / a.sum(), u[:, 1].mean()])
    lowest = float((a * (minimum[0] - u[:, 0]) ** 2 + (minimum[1] - u[:, 1]) ** 2).mean())
    low, high = np.minimum(u.min(axis=0), 0.0) - 0.5, np.maximum(u.max(axis=0) + 0.5, 7.0)
    return Landscape(
        name="convex_hull",
        title="Quadratics and their hull",
        latex=r"C(\theta) = \frac1n \sum_{i=1}^{n} a_i (\theta_1 - u_{i,1})^2 + (\theta_2 - u_{i,2})^2",
        source="(4.13); figure 4.2",
        loss_and_grad=loss_and_grad,
        dimension=2,
        start=(6.0, 6.0),
        alpha=0.01,
        view=((low[0], high[0]), (low[1], high[1])),
        minima=((float(minimum[0]), float(minimum[1])),),
        lowest=lowest,
        data=np.concatenate(([len(u)], np.column_stack((a, u)).ravel())),
        samples=len(u),
    )


FIGURE_4_2 = ((1.0, 1.0), (2.0, 0.0), (3.0, 1.0), (2.0, 3.0), (1.0, 2.0))
FIGURE_4_2_WEIGHTS = (1.0, 2.0, 3.0, 2.0, 4.0)
LANDSCAPE = convex_hull(FIGURE_4_2, FIGURE_4_2_WEIGHTS)
