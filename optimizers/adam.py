"""Adam: momentum and RMSprop together, with bias correction, (4.21) and Algorithm 1."""

import math

import numpy as np

from landscapes.kernel import floats
from landscapes.landscape import Array
from optimizers.hyperparameters import ALPHA, BETA, BIAS_CORRECTION, EPSILON, EPSILON_INSIDE, GAMMA
from optimizers.optimizer import Equation, Hyper, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """V ← βv + (1 − β)g, s ← γs + (1 − γ)g ⊙ g, θ ← θ − α v̂/(√ŝ + ε), as in Algorithm 1.

    The corrections 1 − β^(t+1) and 1 − γ^(t+1) are kept as smoothed ones, behind the vectors.
    """
    alpha = hyper[0]
    beta = hyper[1]
    gamma = hyper[2]
    epsilon = hyper[3]
    inside = 0.0
    if hyper[5] != 0.0:
        inside, epsilon = epsilon, 0.0
    state[2 * size] = beta * state[2 * size] + (1.0 - beta)
    state[2 * size + 1] = gamma * state[2 * size + 1] + (1.0 - gamma)
    of_v = 1.0
    of_s = 1.0
    if hyper[4] != 0.0:
        of_v = 1.0 / state[2 * size]
        of_s = 1.0 / state[2 * size + 1]
    for i in range(size):
        state[i] = beta * state[i] + (1.0 - beta) * grad[i]
        state[size + i] = gamma * state[size + i] + (1.0 - gamma) * grad[i] * grad[i]
        params[i] -= alpha / (math.sqrt(state[size + i] * of_s + inside) + epsilon) * (state[i] * of_v)


def derived(hyper: Hyper, steps: Array, state: dict[str, Array]) -> dict[str, Array]:
    """v̂, ŝ, the corrections 1 − β^t and 1 − γ^t, and the effective learning rate, that led to each row.

    Without bias correction v̂ = v and ŝ = s. At t = 0 they are 0/0.
    """
    corrected = hyper["bias_correction"] != 0.0
    of_v = 1.0 - hyper["beta"] ** steps[:, None] if corrected else np.ones((len(steps), 1))
    of_s = 1.0 - hyper["gamma"] ** steps[:, None] if corrected else np.ones((len(steps), 1))
    v_hat, s_hat = state["v"] / of_v, state["s"] / of_s
    inside, outside = (hyper["epsilon"], 0.0) if hyper["epsilon_inside"] else (0.0, hyper["epsilon"])
    root = np.sqrt(s_hat + inside) + outside
    return {"v_hat": v_hat, "s_hat": s_hat, "of_v": of_v, "of_s": of_s, "rate": hyper["alpha"] / root}


def equations(inside: bool, decay: str = "") -> tuple[Equation, ...]:
    """The update with ε inside the root, as in (4.21), or outside, as in Algorithm 1."""
    root = r"\sqrt{\hat{s}^{(t+1)} + \varepsilon}" if inside else r"\sqrt{\hat{s}^{(t+1)}} + \varepsilon"
    return (
        Equation("4.1", r"v^{(t+1)} = \beta v^{(t)} + (1-\beta) \nabla C(\theta^{(t)})"),
        Equation(
            "4.18",
            r"s^{(t+1)} = \gamma s^{(t)} + (1-\gamma) \nabla C(\theta^{(t)}) \odot \nabla C(\theta^{(t)})",
        ),
        Equation("Algorithm 1", r"\hat{v}^{(t+1)} = \frac{v^{(t+1)}}{1-\beta^{t+1}}"),
        Equation("Algorithm 1", r"\hat{s}^{(t+1)} = \frac{s^{(t+1)}}{1-\gamma^{t+1}}"),
        Equation(
            "4.21" if inside else "Algorithm 1",
            rf"\theta^{{(t+1)}} = {decay}\theta^{{(t)}} - \frac{{\alpha}}{{{root}}} \odot \hat{{v}}^{{(t+1)}}",
        ),
    )


def update_for(hyper: Hyper) -> tuple[Equation, ...]:
    """The equations that these switches ask for."""
    return as_switched(equations(bool(hyper["epsilon_inside"])), hyper)


def as_switched(lines: tuple[Equation, ...], hyper: Hyper) -> tuple[Equation, ...]:
    """Without bias correction v̂ and ŝ are v and s themselves."""
    if hyper["bias_correction"]:
        return lines
    plain = {r"\hat{v}": "v", r"\hat{s}": "s"}
    kept = [line for line in lines if r"\frac{v" not in line.latex and r"\frac{s" not in line.latex]
    for hat, symbol in plain.items():
        kept = [Equation(line.number, line.latex.replace(hat, symbol)) for line in kept]
    return tuple(kept)


OPTIMIZER = Optimizer(
    name="adam",
    title="Adam",
    hyperparameters=(ALPHA, BETA, GAMMA, EPSILON, BIAS_CORRECTION, EPSILON_INSIDE),
    state=("v", "s"),
    scalars=2,
    step=step,
    update=equations(False),
    update_for=update_for,
    note="The same as torch.optim.Adam with betas = (β, γ) and eps = ε, which also adds ε outside the root. "
    "(4.21) has it inside: a switch.",
    source="(4.21), Algorithm 1; Kingma and Ba (2015)",
    derived=derived,
)
