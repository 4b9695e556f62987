"""AdamW: Adam with weight decay apart from the gradient."""

from optimizers import adam
from optimizers.optimizer import Equation, Hyper, Optimizer

DECAY = r"(1-\alpha\lambda) "


def update_for(hyper: Hyper) -> tuple[Equation, ...]:
    """The equations that these switches ask for."""
    return adam.as_switched(adam.equations(bool(hyper["epsilon_inside"]), DECAY), hyper)


OPTIMIZER = Optimizer(
    name="adamw",
    title="AdamW",
    hyperparameters=adam.OPTIMIZER.hyperparameters,
    state=adam.OPTIMIZER.state,
    scalars=adam.OPTIMIZER.scalars,
    step=adam.step,
    decoupled=True,
    update=adam.equations(False, DECAY),
    update_for=update_for,
    note="The same as torch.optim.AdamW: λ multiplies θ by 1 − αλ at each step and never enters v or s.",
    source="section 4.5, last paragraph; Loshchilov and Hutter (2019)",
    derived=adam.derived,
)
