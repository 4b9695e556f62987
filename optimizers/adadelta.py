"""Adadelta: steps measured by the size of past steps, (4.20)."""

import math

import numpy as np

from landscapes.kernel import floats
from landscapes.landscape import Array
from optimizers.hyperparameters import EPSILON, GAMMA, RHO
from optimizers.optimizer import Equation, Hyper, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """S ← γs + (1 − γ) g ⊙ g, θ ← θ − d, d = (√Δ + ε)/(√s + ε) ⊙ g (4.20), Δ ← ρΔ + (1 − ρ) d ⊙ d."""
    gamma = hyper[0]
    rho = hyper[1]
    epsilon = hyper[2]
    for i in range(size):
        state[i] = gamma * state[i] + (1.0 - gamma) * grad[i] * grad[i]
        descent = (math.sqrt(state[size + i]) + epsilon) / (math.sqrt(state[i]) + epsilon) * grad[i]
        state[size + i] = rho * state[size + i] + (1.0 - rho) * descent * descent
        params[i] -= descent


def derived(hyper: Hyper, steps: Array, state: dict[str, Array]) -> dict[str, Array]:
    """The effective learning rate (√Δ + ε)/(√s + ε) that led to each row, Δ that of the row before."""
    before = np.vstack((state["delta"][:1], state["delta"][:-1]))
    return {"rate": (np.sqrt(before) + hyper["epsilon"]) / (np.sqrt(state["s"]) + hyper["epsilon"])}


OPTIMIZER = Optimizer(
    name="adadelta",
    title="Adadelta",
    hyperparameters=(GAMMA, RHO, EPSILON),
    state=("s", "delta"),
    step=step,
    update=(
        Equation(
            "4.18",
            r"s^{(t+1)} = \gamma s^{(t)} + (1-\gamma) \nabla C(\theta^{(t)}) \odot \nabla C(\theta^{(t)})",
        ),
        Equation(
            "4.20",
            r"\theta^{(t+1)} = \theta^{(t)} - \frac{\sqrt{\Delta\theta^{(t)}} + \varepsilon}"
            r"{\sqrt{s^{(t+1)}} + \varepsilon} \odot \nabla C(\theta^{(t)})",
        ),
        Equation(
            "",
            r"\Delta\theta^{(t+1)} = \rho \Delta\theta^{(t)} + (1-\rho)"
            r" \left( \theta^{(t+1)} - \theta^{(t)} \right)^{\odot 2}",
        ),
    ),
    note="ε stands outside both roots. Zeiler's paper and torch.optim.Adadelta have √(Δ + ε)/√(s + ε), with one "
    "smoothing factor for both and ε = 1e-6: their first step is √ε long in the same units, ours ε.",
    source="(4.20)",
    derived=derived,
)
