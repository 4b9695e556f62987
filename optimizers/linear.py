"""Methods whose step is linear in their state and the gradient: what it is made of, what it bears.

On C(θ) = h θ²/2 the gradient is hθ, so such a method maps (θ, v) to a fixed matrix times (θ, v). Its
iterates grow without bound exactly when that matrix has an eigenvalue outside the unit circle. Both
the matrix and the parts of a step are read off the compiled kernels, by applying them to unit
vectors: there is no second statement of the update that could differ from the first.
"""

import ctypes
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from landscapes.landscape import Array
from optimizers.optimizer import Optimizer


def _vector(numbers: Iterable[float]) -> Any:
    # A kernel takes it as it is; asking a NumPy array for its address takes ten times as long.
    numbers = tuple(numbers)
    return (ctypes.c_double * len(numbers))(*numbers)


@lru_cache(maxsize=4096)
def step_parts(optimizer: Optimizer, hyper: tuple[float, ...]) -> tuple[dict[str, float], float]:
    """The step as Δθ = Σ c_s s + c_g g: the coefficient of each state vector, and of the gradient.

    `hyper` are the hyperparameters in their declared order.
    """
    numbers = _vector(hyper)

    def displacement(symbol: str, grad: float) -> float:
        theta = _vector([0.0])
        memory = _vector(float(s == symbol) for s in optimizer.state)
        optimizer.step.ctypes(1, theta, _vector([grad]), memory, numbers, 0)
        return theta[0]

    return {s: displacement(s, 0.0) for s in optimizer.state}, displacement("", 1.0)


def _on_quadratic(optimizer: Optimizer, start: Array, curvature: float, hyper: Array) -> list[float]:
    """One step from start = (θ, state…) on C = hθ²/2 in one dimension."""
    theta, memory = _vector(start[:1]), _vector(start[1:])
    point = start[-1] if optimizer.looks_ahead else start[0]
    optimizer.step.ctypes(1, theta, _vector([curvature * point]), memory, _vector(hyper), 0)
    return [*theta, *memory]


def spectral_radius(optimizer: Optimizer, curvature: float, hyper: Array) -> float:
    """The factor by which iterates on C = hθ²/2 grow (> 1) or shrink (< 1) a step in the long run."""
    basis = np.eye(1 + len(optimizer.state))
    matrix = np.array([_on_quadratic(optimizer, start, curvature, hyper) for start in basis]).T
    return float(np.abs(np.linalg.eigvals(matrix)).max())


@lru_cache(maxsize=4096)
def largest_stable_alpha(optimizer: Optimizer, curvature: float, **hyper: float) -> float:
    """The α above which a linear method diverges on C = hθ²/2; 2/h for plain gradient descent.

    `hyper` are its other hyperparameters. Found by bisection, to 12 digits. Raises ValueError for a
    method that is not linear or a curvature that is not positive.
    """
    if not optimizer.linear or not curvature > 0.0:
        raise ValueError("needs a linear optimizer and a positive curvature")

    def stable(alpha: float) -> bool:
        vector = np.array([{"alpha": alpha, **hyper}[h.name] for h in optimizer.hyperparameters])
        return spectral_radius(optimizer, curvature, vector) <= 1.0 + 1e-12

    low, high = 0.0, 1.0 / curvature
    while stable(high):
        low, high = high, 2.0 * high
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if stable(middle) else (low, middle)
    return low
