"""What an optimizer is: a step in compiled code, its hyperparameters, and its equations."""

from collections.abc import Callable
from dataclasses import dataclass

from numba import cfunc, types
from numba.core.ccallback import CFunc

from landscapes.kernel import COMPILE_KERNEL, floats
from optimizers.hyperparameters import Hyperparameter

# step(size, params, grad, state, hyper, t): updates params and state in place
STEP = types.void(types.int64, floats, floats, floats, floats, types.int64)


def step_kernel(function: Callable[..., None]) -> CFunc:
    """Compile `step(size, params, grad, state, hyper, t)`, which updates θ and the state in place.

    `size` is d. `state` holds one row of d numbers for each name in `Optimizer.state`, all 0 at
    first, and `hyper` the hyperparameters in their declared order.
    """
    return cfunc(STEP, **COMPILE_KERNEL)(function)


@dataclass(frozen=True)
class Equation:
    """One line of an update: its number in the chapter ("" where it has none) and its LaTeX."""

    number: str
    latex: str


@dataclass(frozen=True, eq=False)
class Optimizer:
    """A method of the chapter: its step, its hyperparameters, its equations.

    `state` names the vectors it carries, by the chapter's symbols. A method that `looks_ahead` keeps
    the point at which its next gradient is taken as its last vector, "q"; it begins at the start.
    `linear` says that the step is linear in the state and the gradient, so that its stability on a
    quadratic can be stated (optimizers/linear.py).
    """

    name: str
    title: str
    hyperparameters: tuple[Hyperparameter, ...]
    state: tuple[str, ...]
    step: CFunc
    update: tuple[Equation, ...]
    note: str
    source: str
    looks_ahead: bool = False
    linear: bool = False
