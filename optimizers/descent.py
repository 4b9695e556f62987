"""Runs: `descend` makes one, `ensemble` many that differ in their draws."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from landscapes import Landscape
from landscapes.landscape import Array
from optimizers.hyperparameters import WEIGHT_DECAY, ParameterError
from optimizers.loop import STOPPED, run_many, run_one
from optimizers.optimizer import Optimizer
from optimizers.sampling import SAMPLINGS, Indices, Sampling, checked_batches, drawn, ends_of_batches

RECORDED_DIMENSION = 16  # state and gradients are kept for at most this many parameters
RUNS_A_PART = 125  # of an ensemble, drawn and run at once
CORES = int(os.environ.get("CORES") or os.cpu_count() or 1)
# Who runs `descend` in this context may set one, and stop the run by making it true.
STOP: ContextVar[npt.NDArray[np.bool_]] = ContextVar("stop")
_NONE, _NOTHING = np.empty(0, np.int64), np.empty(0)


class Stopped(Exception):
    """A run was stopped by whoever set STOP."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run: its iterates from the start on, at the k recorded steps.

    steps (k,): 0, every record_every-th, and the last. params (k, d). loss (k,): the full loss C(θ)
    there, without the weight-decay term. batch_loss (steps,): the loss of each step's own batch, where
    its gradient is taken, or None without batches. state: {symbol: (k, d)}, and gradient (k, d), the
    gradient that the step from there uses, λθ included and at the predicted point where the method
    looks ahead (in the last row that of all samples); both are kept for small d only.
    diverged_at: None, or the step whose iterate or loss is not finite, with which the arrays end.
    """

    steps: npt.NDArray[np.int64]
    params: Array
    loss: Array
    batch_loss: Array | None
    state: dict[str, Array]
    gradient: Array | None
    diverged_at: int | None


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


@dataclass(frozen=True)
class _Method:
    """A checked method on a landscape, as both kernels take it."""

    arguments: tuple[Any, ...]
    state_size: int


def _checked_method(landscape: Landscape, optimizer: Optimizer, weight_decay: float, hyper: dict[str, Any]) -> _Method:
    size = landscape.dimension
    (decay,) = WEIGHT_DECAY.checked(weight_decay, size)
    vector = _checked_hyper(optimizer, hyper, size)
    arguments = (
        landscape.loss_and_grad.address,
        optimizer.step.address,
        optimizer.looks_ahead,
        landscape.data,
        vector,
        *_decay(landscape, optimizer, decay, vector),
    )
    return _Method(arguments, len(optimizer.state) * size + optimizer.scalars)


def _decay(landscape: Landscape, optimizer: Optimizer, decay: float, vector: Array) -> tuple[Array, Array]:
    """λ of each parameter for the gradient, and 1 − αλ of each for a decoupled decay; empty where unused."""
    if decay == 0.0:
        return _NOTHING, _NOTHING
    each = decay * (np.ones(landscape.dimension) if landscape.decays is None else landscape.decays)
    return (_NOTHING, 1.0 - vector[0] * each) if optimizer.decoupled else (each, _NOTHING)


def _checked_sampling(samples: int | None, batch_size: int, sampling: str, seed: int) -> None:
    if samples is None:
        raise ParameterError("batch_size", batch_size, "nothing here: this landscape has no samples")
    if _checked_count("batch_size", batch_size, 1) > samples:
        raise ParameterError("batch_size", batch_size, f"an integer from 1 to {samples}, the number of samples")
    if sampling not in SAMPLINGS:
        raise ParameterError("sampling", sampling, f"one of {', '.join(SAMPLINGS)}")
    if _checked_count("seed", seed, 0) >= 2**32:
        raise ParameterError("seed", seed, "an integer from 0 to 4294967295")


def mask_seeds(seed: int, steps: int) -> Indices:
    """The seeds of the dropout masks that the steps of a run use: (steps,)."""
    return np.random.default_rng([seed, 1]).integers(2**31, size=steps)


def masked(landscape: Landscape, indices: Indices, ends: Indices, seed: int) -> tuple[Indices, Indices]:
    """Batches of a landscape with dropout: behind each batch the seed of its masks."""
    if not landscape.masked:
        return indices, ends
    return np.insert(indices, ends[1:], mask_seeds(seed, len(ends) - 1)), ends + np.arange(len(ends))


def _rows(steps: int, record_every: int) -> int:
    return steps // record_every + 1 + (steps % record_every > 0)


def descend(
    landscape: Landscape,
    optimizer: Optimizer,
    start: npt.ArrayLike,
    steps: int,
    *,
    weight_decay: float = 0.0,
    record_every: int = 1,
    batch_size: int | None = None,
    sampling: Sampling = "independent",
    reshuffle: bool = True,
    seed: int = 0,
    batches: npt.ArrayLike | None = None,
    **hyper: float,
) -> Trajectory:
    """Run `optimizer` on `landscape` from `start` for `steps` steps.

    θ^(t+1) = θ^(t) − (the optimizer's step for g^(t)), with g^(t) = ∇C + λθ of (4.26), both at the
    point where the optimizer takes its gradient; where its decay is decoupled, g^(t) = ∇C and
    (1 − αλ)θ^(t) stands in place of θ^(t), α being its first hyperparameter. `start` is (d,);
    `hyper` are the optimizer's hyperparameters by name, at their defaults where left out. Nothing
    is clipped: the run ends at the first iterate or loss that is not finite. Where the method looks
    ahead the gradient is taken elsewhere than at θ, and the loss costs one more evaluation a step.

    With `batch_size`, or explicit `batches` (steps, n_b) of indices from 0, ∇C is that of each
    step's batch, (4.11) and (4.14); see optimizers/sampling.py for `sampling`, `reshuffle`, `seed`.

    Raises ParameterError (a ValueError) that names the parameter and what it accepts.
    """
    params = _checked_start(start, landscape.dimension)
    steps = _checked_count("steps", steps, 0)
    record_every = _checked_count("record_every", record_every, 1)
    method = _checked_method(landscape, optimizer, weight_decay, hyper)
    indices, ends = _NONE, _NONE
    if batches is not None:
        indices = checked_batches(landscape.samples, steps, batches)
        ends = np.arange(steps + 1, dtype=np.int64) * indices.shape[1]
        indices, ends = masked(landscape, indices.ravel(), ends, seed)
    elif batch_size is not None:
        _checked_sampling(landscape.samples, batch_size, sampling, seed)
        indices = drawn(landscape.samples, steps, batch_size, sampling, reshuffle, seed)[0]
        ends = ends_of_batches(landscape.samples, steps, batch_size, sampling)
        indices, ends = masked(landscape, indices, ends, seed)

    size, symbols = params.size, optimizer.state
    rows = _rows(steps, record_every)
    detailed = rows if size <= RECORDED_DIMENSION else 0
    kept_steps = np.empty(rows, np.int64)
    kept_params, kept_loss = np.empty((rows, size)), np.empty(rows)
    kept_grad, kept_state = np.empty((detailed, size)), np.empty((detailed, len(symbols), size))
    batch_loss = np.empty(steps if len(ends) else 0)
    state = np.zeros(method.state_size)
    if optimizer.looks_ahead:
        state[-size:] = params
    count, diverged = run_one(
        *method.arguments,
        params,
        state,
        steps,
        record_every,
        indices,
        ends,
        kept_steps,
        kept_params,
        kept_loss,
        batch_loss,
        kept_grad,
        kept_state,
        True,
        np.empty(2 * size),
        STOP.get(np.zeros(1, np.bool_)),
    )
    if diverged == STOPPED:
        raise Stopped
    return Trajectory(
        steps=kept_steps[:count],
        params=kept_params[:count],
        loss=kept_loss[:count],
        batch_loss=batch_loss[: steps if diverged < 0 else diverged + 1] if len(ends) else None,
        state={s: kept_state[:count, k] for k, s in enumerate(symbols)} if detailed else {},
        gradient=kept_grad[:count] if detailed else None,
        diverged_at=None if diverged < 0 else diverged,
    )


def ensemble(
    landscape: Landscape,
    optimizer: Optimizer,
    start: npt.ArrayLike,
    steps: int,
    runs: int,
    *,
    batch_size: int,
    sampling: Sampling = "independent",
    reshuffle: bool = True,
    seed: int = 0,
    weight_decay: float = 0.0,
    record_every: int = 1,
    **hyper: float,
) -> Array:
    """The iterates of `runs` runs that differ in their draws alone: (runs, k, d), as `descend` records.

    Rows after a run's last finite iterate are NaN. Runs are shared out to threads, one for each core.
    """
    params = _checked_start(start, landscape.dimension)
    steps, runs = _checked_count("steps", steps, 1), _checked_count("runs", runs, 1)
    record_every = _checked_count("record_every", record_every, 1)
    method = _checked_method(landscape, optimizer, weight_decay, hyper)
    _checked_sampling(landscape.samples, batch_size, sampling, seed)
    ends = ends_of_batches(landscape.samples, steps, batch_size, sampling)
    kept = np.full((runs, _rows(steps, record_every), params.size), np.nan)
    parts = [slice(first, min(first + RUNS_A_PART, runs)) for first in range(0, runs, RUNS_A_PART)]
    seeds = np.random.SeedSequence(seed).generate_state(len(parts))

    def work(k: int) -> None:
        part = kept[parts[k]]
        indices = drawn(landscape.samples, steps, batch_size, sampling, reshuffle, int(seeds[k]), len(part))
        starts = np.tile(params, (len(part), 1))
        run_many(*method.arguments, starts, method.state_size, steps, record_every, indices, ends, part)

    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(work, range(len(parts))))
    return kept
