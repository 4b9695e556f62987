"""What an optimizer is: a step in compiled code, its hyperparameters, and its equations."""

from collections.abc import Callable
from dataclasses import dataclass

from numba import cfunc, types
from numba.core.ccallback import CFunc

from landscapes.kernel import COMPILE_KERNEL, floats
from optimizers.hyperparameters import Hyperparameter

# step(size, params, grad, state, hyper, t): updates params and state in place
STEP = types.void(types.int64, floats, floats, floats, floats, types.int64)
# query_point(size, params, state, hyper, point): writes where the gradient is to be taken
QUERY_POINT = types.void(types.int64, floats, floats, floats, floats)


def step_kernel(function: Callable[..., None]) -> CFunc:
    """Compile `step(size, params, grad, state, hyper, t)`, which updates θ and the state in place.

    `size` is d. `state` holds one row of d numbers for each name in `Optimizer.state`, all 0 at
    first, and `hyper` the hyperparameters in their declared order.
    """
    return cfunc(STEP, **COMPILE_KERNEL)(function)


def query_point_kernel(function: Callable[..., None]) -> CFunc:
    """Compile `query_point(size, params, state, hyper, point)`: where the next gradient is taken."""
    return cfunc(QUERY_POINT, **COMPILE_KERNEL)(function)


@dataclass(frozen=True)
class Equation:
    """One line of an update: its number in the chapter ("" where it has none) and its LaTeX."""

    number: str
    latex: str


@dataclass(frozen=True, eq=False)
class Optimizer:
    """A method of the chapter: its step, its hyperparameters, its equations.

    `state` names the vectors it carries, by the chapter's symbols. `query_point` is None where the
    gradient is taken at θ itself. `linear` says that the step is linear in the state and the
    gradient, so that its stability on a quadratic can be stated (optimizers/linear.py).
    """

    name: str
    title: str
    hyperparameters: tuple[Hyperparameter, ...]
    state: tuple[str, ...]
    step: CFunc
    update: tuple[Equation, ...]
    note: str
    source: str
    query_point: CFunc | None = None
    linear: bool = False
