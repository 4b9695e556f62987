"""What a landscape is: a loss with its gradient, and what is known about it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit, types
from numba.core.ccallback import CFunc

from landscapes.kernel import COMPILE_LOOP, LOSS_AND_GRAD, address, caller

Array = npt.NDArray[np.float64]
Interval2D = tuple[tuple[float, float], tuple[float, float]]

call_loss_and_grad = caller(LOSS_AND_GRAD)


@njit(
    types.void(
        types.int64,
        types.float64[::1],
        types.float64[:, ::1],
        types.float64[::1],
        types.float64[:, ::1],
    ),
    **COMPILE_LOOP,
)
def _evaluate(loss_and_grad, data, points, losses, grads):  # noqa: ANN001, ANN202
    everything = np.empty(1, np.int64)
    for k in range(points.shape[0]):
        losses[k] = call_loss_and_grad(
            loss_and_grad, (address(points[k]), address(data), address(everything), 0, address(grads[k]))
        )


@dataclass(frozen=True, eq=False)
class Landscape:
    """A loss C(θ) with its gradient, and what is known about it.

    `view` is the ((low, high), (low, high)) of θ₁ and θ₂ that is instructive to draw, `start` a
    telling first iterate and `alpha` a learning rate at which plain gradient descent gets somewhere.
    `minima` are the known minimizers, all of loss `lowest`; `log_levels` says whether contours are
    spaced evenly in log10(C − lowest) or in C. `data` is what the kernel reads besides θ.
    """

    name: str
    title: str
    latex: str
    source: str
    loss_and_grad: CFunc
    dimension: int
    start: Any
    alpha: float
    view: Interval2D
    minima: tuple[tuple[float, ...], ...] = ()
    lowest: float = 0.0
    log_levels: bool = True
    data: Array = field(default_factory=lambda: np.empty(0))
    samples: int | None = None
    masked: bool = False
    decays: Array | None = None

    def evaluate(self, points: npt.ArrayLike) -> tuple[Array, Array]:
        """C and ∇C at each row of `points` (k, d): losses (k,) and gradients (k, d)."""
        rows = np.ascontiguousarray(points, dtype=np.float64).reshape(-1, self.dimension)
        losses, grads = np.empty(len(rows)), np.empty_like(rows)
        _evaluate(self.loss_and_grad.address, self.data, rows, losses, grads)
        return losses, grads

    def grid(self, view: Interval2D, size: int) -> tuple[Array, Array, Array]:
        """C on `size` × `size` points of `view`: axis₁ (size,), axis₂ (size,), losses [axis₂, axis₁]."""
        first, second = (np.linspace(low, high, size) for low, high in view)
        points = np.stack(np.meshgrid(first, second), axis=-1)
        return first, second, self.evaluate(points)[0].reshape(size, size)

    def hessian(self, point: npt.ArrayLike) -> Array:
        """The Hessian at `point` (d,), by central differences of ∇C: (d, d)."""
        centre = np.asarray(point, dtype=np.float64)
        nudge = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(centre))
        offsets = np.diag(nudge)
        with np.errstate(over="ignore", invalid="ignore"):
            _, ahead = self.evaluate(centre + offsets)
            _, behind = self.evaluate(centre - offsets)
            differences = (ahead - behind) / (2 * nudge[:, None])
            return (differences + differences.T) / 2

    def curvature(self, point: npt.ArrayLike) -> float:
        """λ_max, the largest eigenvalue of the Hessian at `point` (d,); NaN where ∇C is not finite nearby."""
        hessian = self.hessian(point)
        if not np.isfinite(hessian).all():
            return float("nan")
        return float(np.linalg.eigvalsh(hessian)[-1])

    def distance(self, points: npt.ArrayLike) -> Array:
        """Euclidean distance of each row of `points` (k, d) to the nearest known minimum: (k,).

        NaN where no minimum is known.
        """
        rows = np.asarray(points, dtype=np.float64).reshape(-1, self.dimension)
        if not self.minima:
            return np.full(len(rows), np.nan)
        gaps = rows[:, None, :] - np.asarray(self.minima)[None, :, :]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.sqrt((gaps**2).sum(axis=-1)).min(axis=-1)
