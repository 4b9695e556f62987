"""What an optimizer is: a step in compiled code, its hyperparameters, and its equations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numba import cfunc, types
from numba.core.ccallback import CFunc

from landscapes.kernel import COMPILE_KERNEL, floats
from landscapes.landscape import Array
from optimizers.hyperparameters import Hyperparameter

Hyper = Mapping[str, Any]  # by name; a number each, or d numbers where one is declared per coordinate

# step(size, params, grad, state, hyper, t): updates params and state in place
STEP = types.void(types.int64, floats, floats, floats, floats, types.int64)


def step_kernel(function: Callable[..., None]) -> CFunc:
    """Compile `step(size, params, grad, state, hyper, t)`, which updates θ and the state in place.

    `size` is d. `state` holds one row of d numbers for each name in `Optimizer.state`, and behind
    them `Optimizer.scalars` numbers, all 0 at first; `hyper` the hyperparameters in their declared
    order, d numbers for one that is declared per coordinate.
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
    One that is `decoupled` multiplies θ by 1 − αλ in place of adding λθ to the gradient.
    `linear` says that the step is linear in the state and the gradient, so that its stability on a
    quadratic can be stated (optimizers/linear.py). `update_for` gives the equations where switches
    among the hyperparameters change them. `derived(hyper, steps, state)` gives what the update
    computes besides its state, row by row: "rate" is the effective learning rate.
    """

    name: str
    title: str
    hyperparameters: tuple[Hyperparameter, ...]
    state: tuple[str, ...]
    step: CFunc
    update: tuple[Equation, ...]
    note: str
    source: str
    scalars: int = 0
    looks_ahead: bool = False
    decoupled: bool = False
    linear: bool = False
    update_for: Callable[[Hyper], tuple[Equation, ...]] | None = None
    derived: Callable[[Hyper, Array, dict[str, Array]], dict[str, Array]] | None = None

    def equations(self, hyper: Hyper) -> tuple[Equation, ...]:
        """The update as these hyperparameters make it."""
        return self.update_for(hyper) if self.update_for else self.update

    def takes(self, name: str) -> bool:
        """Whether it has a hyperparameter of that name."""
        return any(parameter.name == name for parameter in self.hyperparameters)
