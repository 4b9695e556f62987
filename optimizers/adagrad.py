"""Adagrad: learning rates that fall with the sum of all squared derivatives, (4.16) to (4.18)."""

import math

import numpy as np

from landscapes.kernel import floats
from landscapes.landscape import Array
from optimizers.hyperparameters import ALPHA, EPSILON
from optimizers.optimizer import Equation, Hyper, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """S ← s + g ⊙ g (4.18), θ ← θ − α g / (√s + ε) (4.17)."""
    alpha = hyper[0]
    epsilon = hyper[1]
    for i in range(size):
        state[i] += grad[i] * grad[i]
        params[i] -= alpha / (math.sqrt(state[i]) + epsilon) * grad[i]


def derived(hyper: Hyper, steps: Array, state: dict[str, Array]) -> dict[str, Array]:
    """The effective learning rate α/(√s + ε) that led to each row."""
    return {"rate": hyper["alpha"] / (np.sqrt(state["s"]) + hyper["epsilon"])}


OPTIMIZER = Optimizer(
    name="adagrad",
    title="Adagrad",
    hyperparameters=(ALPHA, EPSILON),
    state=("s",),
    step=step,
    update=(
        Equation("4.18", r"s^{(t+1)} = s^{(t)} + \nabla C(\theta^{(t)}) \odot \nabla C(\theta^{(t)})"),
        Equation(
            "4.17",
            r"\theta^{(t+1)} = \theta^{(t)} - \frac{\alpha}{\sqrt{s^{(t+1)}} + \varepsilon}"
            r" \odot \nabla C(\theta^{(t)})",
        ),
    ),
    note="The same as torch.optim.Adagrad with eps = ε: there, too, ε is added to the root.",
    source="(4.16)-(4.18)",
    derived=derived,
)
