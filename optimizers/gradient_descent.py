"""Plain gradient descent."""

from landscapes.kernel import floats
from optimizers.hyperparameters import ALPHA
from optimizers.optimizer import Equation, Optimizer, step_kernel


@step_kernel
def step(size: int, params: floats, grad: floats, state: floats, hyper: floats, t: int) -> None:
    """θ ← θ − α g."""
    alpha = hyper[0]
    for i in range(size):
        params[i] -= alpha * grad[i]


OPTIMIZER = Optimizer(
    name="gradient_descent",
    title="Gradient descent",
    hyperparameters=(ALPHA,),
    state=(),
    step=step,
    update=(Equation("", r"\theta^{(t+1)} = \theta^{(t)} - \alpha \nabla C(\theta^{(t)})"),),
    note="The same as torch.optim.SGD without momentum.",
    source="section 4.1, first equation",
    linear=True,
)
