"""Mini-batches: which samples each step draws (section 4.2)."""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from optimizers.hyperparameters import ParameterError

Sampling = Literal["independent", "shuffled", "legacy"]
SAMPLINGS = {
    "independent": "independent draws",
    "shuffled": "shuffled epochs",
    "legacy": "figure 4.2's own draws",
}
Indices = npt.NDArray[np.int64]


def batches_an_epoch(samples: int, batch_size: int) -> int:
    """⌈n/n_b⌉: the last batch of an epoch may be smaller."""
    return math.ceil(samples / batch_size)


def ends_of_batches(samples: int, steps: int, batch_size: int, sampling: Sampling) -> Indices:
    """Where each step's indices end in one long row of them: (steps + 1,), beginning with 0."""
    if sampling != "shuffled":
        return np.arange(steps + 1, dtype=np.int64) * batch_size
    within = np.minimum(np.arange(1, batches_an_epoch(samples, batch_size) + 1) * batch_size, samples)
    step = np.arange(1, steps + 1)
    epoch, place = np.divmod(step - 1, len(within))
    return np.concatenate(([0], epoch * samples + within[place])).astype(np.int64)


def drawn(
    samples: int,
    steps: int,
    batch_size: int,
    sampling: Sampling = "independent",
    reshuffle: bool = True,
    seed: int = 0,
    runs: int = 1,
) -> Indices:
    """The indices that `runs` runs draw, (runs, all of a run's): `ends_of_batches` says which are whose.

    independent: every index uniform over 0, …, n − 1. shuffled: each epoch passes once over all
    samples, in an order drawn anew for each epoch or, without `reshuffle`, once. legacy: one
    `choice(n)` after the other of `numpy.random.RandomState(seed)`, as figure 4.2 was made.
    """
    length = int(ends_of_batches(samples, steps, batch_size, sampling)[-1])
    if sampling == "legacy":
        legacy = np.random.RandomState(seed)
        return legacy.randint(samples, size=(runs, length)).astype(np.int64)
    rng = np.random.default_rng(seed)
    if sampling == "independent":
        return rng.integers(samples, size=(runs, length))
    epochs = math.ceil(length / samples)
    orders = np.broadcast_to(np.arange(samples), (runs, epochs if reshuffle else 1, samples))
    orders = rng.permuted(orders, axis=2)
    orders = orders if reshuffle else np.tile(orders, (1, epochs, 1))
    return np.ascontiguousarray(orders.reshape(runs, -1)[:, :length])


def checked_batches(samples: int | None, steps: int, batches: npt.ArrayLike) -> Indices:
    """Explicit batches (steps, n_b) as integers; raises ParameterError where they are not valid."""
    rows = np.asarray(batches)
    count = "samples" if samples is None else samples
    valid = rows.ndim == 2 and len(rows) == steps and rows.shape[1] > 0 and rows.dtype.kind in "iu"
    if samples is None or not valid or (rows.size and (rows.min() < 0 or rows.max() >= samples)):
        accepts = f"an integer array of {steps} rows, a row of indices below {count} for each step"
        raise ParameterError("batches", f"shape {rows.shape}", accepts)
    return rows.astype(np.int64)
