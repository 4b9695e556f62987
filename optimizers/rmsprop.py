"""RMSprop: learning rates by the smoothed square of each derivative, (4.16) to (4.19)."""

import math

from landscapes.kernel import floats
from optimizers.adagrad import derived
from optimizers.hyperparameters import ALPHA, EPSILON, GAMMA
from optimizers.optimizer import Equation, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """S ← γs + (1 − γ) g ⊙ g (4.18), θ ← θ − α g / (√s + ε) (4.17)."""
    alpha = hyper[0]
    gamma = hyper[1]
    epsilon = hyper[2]
    for i in range(size):
        state[i] = gamma * state[i] + (1.0 - gamma) * grad[i] * grad[i]
        params[i] -= alpha / (math.sqrt(state[i]) + epsilon) * grad[i]


OPTIMIZER = Optimizer(
    name="rmsprop",
    title="RMSprop",
    hyperparameters=(ALPHA, GAMMA, EPSILON),
    state=("s",),
    step=step,
    update=(
        Equation(
            "4.18",
            r"s^{(t+1)} = \gamma s^{(t)} + (1-\gamma) \nabla C(\theta^{(t)}) \odot \nabla C(\theta^{(t)})",
        ),
        Equation(
            "4.17",
            r"\theta^{(t+1)} = \theta^{(t)} - \frac{\alpha}{\sqrt{s^{(t+1)}} + \varepsilon}"
            r" \odot \nabla C(\theta^{(t)})",
        ),
    ),
    note="The same as torch.optim.RMSprop with alpha = γ and eps = ε, whose default for γ is 0.99, not 0.999. "
    "TensorFlow's adds ε inside the root.",
    source="(4.16)-(4.19)",
    derived=derived,
)
