"""The one descent loop, and `descend`, which runs it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit, types

from landscapes import Landscape
from landscapes.kernel import COMPILE_LOOP, address, caller
from landscapes.landscape import Array, call_loss_and_grad
from optimizers.hyperparameters import WEIGHT_DECAY, ParameterError
from optimizers.optimizer import STEP, Optimizer

RECORDED_DIMENSION = 16  # state and gradients are kept for at most this many parameters


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run: its iterates from the start on, at the k recorded steps.

    steps (k,): 0, every record_every-th, and the last. params (k, d). loss (k,): the full loss C(θ)
    there, without the weight-decay term. batch_loss (steps,): the loss of each step's own batch, or
    None without samples. state: {symbol: (k, d)}, and gradient (k, d), the gradient that the step
    from there uses, λθ included and at the predicted point where the method looks ahead; both are
    kept for small d only. diverged_at: None, or the step whose iterate or loss is not finite, with
    which the arrays end.
    """

    steps: npt.NDArray[np.int64]
    params: Array
    loss: Array
    batch_loss: Array | None
    state: dict[str, Array]
    gradient: Array | None
    diverged_at: int | None


_call_step = caller(STEP)
_vector, _matrix = types.float64[::1], types.float64[:, ::1]


@njit(
    types.UniTuple(types.int64, 2)(
        types.int64,
        types.int64,
        types.boolean,
        _vector,
        _vector,
        types.float64,
        types.float64,
        _vector,
        _vector,
        types.int64,
        types.int64,
        types.int64[::1],
        _matrix,
        _vector,
        _matrix,
        types.float64[:, :, ::1],
    ),
    **COMPILE_LOOP,
)
def _descend(
    loss_and_grad, step, looks_ahead, data, hyper, weight_decay, shrinkage, params, state,
    steps, record_every, kept_steps, kept_params, kept_loss, kept_grad, kept_state,
):  # fmt: skip
    """Fill the kept arrays; return (rows filled, diverging step or −1).

    The kernels come as addresses. A method that looks ahead has its gradient taken at the last
    vector of its state.
    """
    size, held = params.size, kept_state.shape[1] * kept_state.shape[2]
    detailed = kept_grad.size > 0
    grad, unused = np.empty(size), np.empty(size)
    at_params, at_state, at_hyper = address(params), address(state), address(hyper)
    at_point = address(state[held - size :]) if looks_ahead else at_params
    at_data, at_grad, everything = address(data), address(grad), address(np.empty(1, np.int64))
    at_unused = address(unused)
    to_steps, to_loss, to_params = address(kept_steps), address(kept_loss), address(kept_params)
    to_grad, to_state = address(kept_grad), address(kept_state)
    row, wait = 0, 0
    for t in range(steps + 1):
        loss = call_loss_and_grad(loss_and_grad, (at_point, at_data, everything, 0, at_grad))
        if looks_ahead:
            loss = call_loss_and_grad(loss_and_grad, (at_params, at_data, everything, 0, at_unused))
        nothing = 0.0 * loss  # NaN from the first number on that is not finite
        if weight_decay != 0.0:
            for i in range(size):
                at_grad[i] += weight_decay * at_point[i]
        for i in range(size):
            nothing += 0.0 * at_params[i]
        finite = nothing == 0.0
        if wait == 0 or t == steps or not finite:
            to_steps[row] = t
            to_loss[row] = loss
            at = row * size
            if not detailed:
                for i in range(size):
                    to_params[at + i] = at_params[i]
            else:
                for i in range(size):
                    to_params[at + i] = at_params[i]
                    to_grad[at + i] = at_grad[i]
                for i in range(held):
                    to_state[row * held + i] = at_state[i]
            row += 1
            wait = record_every
        wait -= 1
        if not finite:
            return row, t
        if shrinkage != 1.0:
            for i in range(size):
                at_params[i] *= shrinkage
        if t < steps:
            _call_step(step, (size, at_params, at_grad, at_state, at_hyper, t))
    return row, -1


def _checked_start(start: npt.ArrayLike, dimension: int) -> Array:
    try:
        params = np.array(start, dtype=np.float64)
    except (TypeError, ValueError):
        params = np.empty(0)
    if params.shape != (dimension,) or not np.isfinite(params).all():
        raise ParameterError("start", start, f"{dimension} finite numbers")
    return params


def _checked_count(name: str, value: int, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ParameterError(name, value, f"an integer ≥ {least}")
    return int(value)


def _checked_hyper(optimizer: Optimizer, given: dict[str, float], size: int) -> Array:
    known = {h.name: h for h in optimizer.hyperparameters}
    for name, value in given.items():
        if name not in known:
            raise ParameterError(name, value, f"no value: {optimizer.name} takes {', '.join(known)}")
    return np.array([number for h in known.values() for number in h.checked(given.get(h.name, h.default), size)])


def descend(
    landscape: Landscape,
    optimizer: Optimizer,
    start: npt.ArrayLike,
    steps: int,
    *,
    weight_decay: float = 0.0,
    record_every: int = 1,
    **hyper: float,
) -> Trajectory:
    """Run `optimizer` on `landscape` from `start` for `steps` steps.

    θ^(t+1) = θ^(t) − (the optimizer's step for g^(t)), with g^(t) = ∇C + λθ of (4.26), both at the
    point where the optimizer takes its gradient; where its decay is decoupled, g^(t) = ∇C and
    (1 − αλ)θ^(t) stands in place of θ^(t), α being its first hyperparameter. `start` is (d,);
    `hyper` are the optimizer's hyperparameters by name, at their defaults where left out. Nothing is clipped: the run
    ends at the first iterate or loss that is not finite. Where the method looks ahead the gradient
    is taken elsewhere than at θ, and the loss costs one more evaluation a step.

    Raises ParameterError (a ValueError) that names the parameter and what it accepts.
    """
    params = _checked_start(start, landscape.dimension)
    steps = _checked_count("steps", steps, 0)
    record_every = _checked_count("record_every", record_every, 1)
    size, symbols = params.size, optimizer.state
    (decay,) = WEIGHT_DECAY.checked(weight_decay, size)
    vector = _checked_hyper(optimizer, hyper, size)
    rows = steps // record_every + 1 + (steps % record_every > 0)
    detailed = rows if size <= RECORDED_DIMENSION else 0
    kept_steps = np.empty(rows, np.int64)
    kept_params, kept_loss = np.empty((rows, size)), np.empty(rows)
    kept_grad, kept_state = np.empty((detailed, size)), np.empty((detailed, len(symbols), size))
    state = np.zeros(len(symbols) * size + optimizer.scalars)
    if optimizer.looks_ahead:
        state[-size:] = params
    count, diverged = _descend(
        landscape.loss_and_grad.address,
        optimizer.step.address,
        optimizer.looks_ahead,
        landscape.data,
        vector,
        0.0 if optimizer.decoupled else decay,
        1.0 - vector[0] * decay if optimizer.decoupled else 1.0,
        params,
        state,
        steps,
        record_every,
        kept_steps,
        kept_params,
        kept_loss,
        kept_grad,
        kept_state,
    )
    return Trajectory(
        steps=kept_steps[:count],
        params=kept_params[:count],
        loss=kept_loss[:count],
        batch_loss=None,
        state={s: kept_state[:count, k] for k, s in enumerate(symbols)} if detailed else {},
        gradient=kept_grad[:count] if detailed else None,
        diverged_at=None if diverged < 0 else diverged,
    )
