"""The one descent loop, compiled: for one run, and for many that differ in their draws."""

import numpy as np
from numba import njit, types

from landscapes.kernel import COMPILE_LOOP, address, caller
from landscapes.landscape import call_loss_and_grad
from optimizers.optimizer import STEP

STOPPED = -2  # in place of the diverging step
_call_step = caller(STEP)
_vector, _matrix, _indices = types.float64[::1], types.float64[:, ::1], types.int64[::1]
_METHOD = (types.int64, types.int64, types.boolean, _vector, _vector, _vector, _vector)


@njit(
    types.UniTuple(types.int64, 2)(
        *_METHOD,
        _vector,
        _vector,
        types.int64,
        types.int64,
        _indices,
        _indices,
        _indices,
        _matrix,
        _vector,
        _vector,
        _matrix,
        types.float64[:, :, ::1],
        types.boolean,
        _vector,
        types.boolean[::1],
    ),
    **COMPILE_LOOP,
)
def run_one(
    loss_and_grad, step, looks_ahead, data, hyper, decay, shrinkage, params, state,
    steps, record_every, batches, ends,
    kept_steps, kept_params, kept_loss, batch_loss, kept_grad, kept_state, full_loss, scratch, stop,
):  # fmt: skip
    """Fill the kept arrays; return (rows filled, diverging step, or −1, or STOPPED).

    The kernels come as addresses. A method that looks ahead has its gradient taken at the last
    vector of its state. Where `ends` is not empty, step t takes its gradient over the samples
    batches[ends[t]:ends[t + 1]], and with `full_loss` the loss is that of all samples in the rows
    that are kept. `decay` and `shrinkage` hold λ and 1 − αλ of each parameter, or nothing; `scratch`
    is room for 2d numbers. The run ends where `stop` is found true, looked at every 1,024 steps.
    """
    size, held = params.size, kept_state.shape[1] * kept_state.shape[2]
    detailed, drawing = kept_grad.size > 0, ends.size - 1
    # What is pointed to must be held by the caller: numba frees an array after its last use by name.
    grad, unused = scratch[:size], scratch[size:]
    at_params, at_state, at_hyper = address(params), address(state), address(hyper)
    at_point = address(state[held - size :]) if looks_ahead else at_params
    at_data, at_grad, everything = address(data), address(grad), address(kept_steps)
    at_unused, at_decay, at_shrinkage = address(unused), address(decay), address(shrinkage)
    to_steps, to_loss, to_params = address(kept_steps), address(kept_loss), address(kept_params)
    to_grad, to_state = address(kept_grad), address(kept_state)
    row, wait = 0, 0
    for t in range(steps + 1):
        if t & 1023 == 0 and stop[0]:
            return row, STOPPED
        keeps = wait == 0 or t == steps
        if t < drawing:
            batch, count = address(batches[ends[t] :]), ends[t + 1] - ends[t]
            loss = call_loss_and_grad(loss_and_grad, (at_point, at_data, batch, count, at_grad))
            batch_loss[t] = loss
            if keeps and full_loss:
                loss = call_loss_and_grad(loss_and_grad, (at_params, at_data, everything, 0, at_unused))
        else:
            loss = call_loss_and_grad(loss_and_grad, (at_point, at_data, everything, 0, at_grad))
            if looks_ahead:
                loss = call_loss_and_grad(loss_and_grad, (at_params, at_data, everything, 0, at_unused))
        for i in range(decay.size):
            at_grad[i] += at_decay[i] * at_point[i]
        nothing = 0.0 * loss  # NaN from the first number on that is not finite
        for i in range(size):
            nothing += 0.0 * at_params[i]
        finite = nothing == 0.0
        if keeps or not finite:
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
        for i in range(shrinkage.size):
            at_params[i] *= at_shrinkage[i]
        if t < steps:
            _call_step(step, (size, at_params, at_grad, at_state, at_hyper, t))
    return row, -1


@njit(
    types.void(
        *_METHOD,
        _matrix,
        types.int64,
        types.int64,
        types.int64,
        types.int64[:, ::1],
        _indices,
        types.float64[:, :, ::1],
    ),
    **COMPILE_LOOP,
)
def run_many(
    loss_and_grad, step, looks_ahead, data, hyper, decay, shrinkage,
    starts, state_size, steps, record_every, batches, ends, kept_params,
):  # fmt: skip
    """One run for each row of `starts`; rows after a run's last finite iterate stay as they are."""
    size, rows = starts.shape[1], kept_params.shape[1]
    steps_of, loss, batch_loss = np.empty(rows, np.int64), np.empty(rows), np.empty(steps)
    stop = np.zeros(1, np.bool_)
    held, scratch = np.empty((0, state_size // size, size)), np.empty(2 * size)
    for r in range(starts.shape[0]):
        state = np.zeros(state_size)
        if looks_ahead:
            state[state_size - size :] = starts[r]
        run_one(
            loss_and_grad, step, looks_ahead, data, hyper, decay, shrinkage, starts[r], state,
            steps, record_every, batches[r], ends, steps_of, kept_params[r], loss, batch_loss,
            np.empty((0, size)), held, False, scratch, stop,
        )  # fmt: skip
