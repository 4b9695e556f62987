"""Multilayer perceptrons: a data set's mean loss as a landscape over all weights and biases.

Parameters lie layer by layer, weights [in, out] row by row and then biases.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from landscapes.landscape import Array, Landscape
from landscapes.mlp_kernel import loss_and_grad, predict

Activation = Literal["tanh", "relu", "sigmoid"]
Loss = Literal["mse", "cross_entropy"]
Scheme = Literal["xavier", "he", "zero", "large"]
ACTIVATIONS: tuple[Activation, ...] = ("tanh", "relu", "sigmoid")
LOSSES: tuple[Loss, ...] = ("mse", "cross_entropy")
MOST_LAYERS, MOST_UNITS = 4, 64


@dataclass(frozen=True, eq=False, kw_only=True)
class Network(Landscape):
    """The landscape of a network. `start(seed, scheme)` gives initial parameters; `sizes` are the layers'."""

    sizes: tuple[int, ...]

    def outputs(self, params: npt.ArrayLike, x: npt.ArrayLike, mask_seed: int = -1) -> Array:
        """f_θ at each row of `x` (m, p): (m, q), at test time, or with the dropout masks of a seed."""
        columns = np.ascontiguousarray(np.asarray(x, dtype=np.float64).T)
        m = columns.shape[1]
        out = np.empty(self.sizes[-1] * m)
        predict(np.ascontiguousarray(params, dtype=np.float64), self.data, columns.ravel(), m, mask_seed, out)
        return out.reshape(self.sizes[-1], m).T

    def layers(self, params: npt.ArrayLike) -> list[tuple[Array, Array]]:
        """The weights [in, out] and biases of each layer, as views of `params` (d,)."""
        theta, at, found = np.asarray(params), 0, []
        for size_in, size_out in zip(self.sizes[:-1], self.sizes[1:], strict=True):
            weights = theta[at : at + size_in * size_out].reshape(size_in, size_out)
            at += size_in * size_out
            found.append((weights, theta[at : at + size_out]))
            at += size_out
        return found


def initial(sizes: tuple[int, ...], seed: int = 0, scheme: Scheme = "xavier") -> Array:
    """Initial parameters (d,), biases 0: Xavier (variance 2/(in + out)), He (2/in), all zero, or 10 × Xavier."""
    rng, parts = np.random.default_rng(seed), []
    for size_in, size_out in zip(sizes[:-1], sizes[1:], strict=True):
        spread = {
            "xavier": 2 / (size_in + size_out),
            "he": 2 / size_in,
            "zero": 0.0,
            "large": 200 / (size_in + size_out),
        }
        parts += [math.sqrt(spread[scheme]) * rng.standard_normal(size_in * size_out), np.zeros(size_out)]
    return np.concatenate(parts)


def parameters(sizes: Sequence[int]) -> int:
    """How many weights and biases a network of these layer sizes has."""
    return sum((size_in + 1) * size_out for size_in, size_out in zip(sizes[:-1], sizes[1:], strict=True))


def _checked_data(x: npt.ArrayLike, y: npt.ArrayLike, loss: Loss) -> tuple[Array, Array]:
    inputs, targets = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    targets = targets[:, None] if targets.ndim == 1 else targets
    if inputs.ndim != 2 or not inputs.size or not np.isfinite(inputs).all():
        raise ValueError("x accepts a finite array (n, p) with one sample or more")
    if targets.ndim != 2 or len(targets) != len(inputs) or not targets.size or not np.isfinite(targets).all():
        raise ValueError("y accepts a finite array (n,) or (n, q), a row for each row of x")
    if loss == "cross_entropy" and not ((targets >= 0) & (targets <= 1)).all():
        raise ValueError("y accepts probabilities from 0 to 1 with the cross-entropy")
    return inputs, targets


def network(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    hidden: Sequence[int] = (16, 16),
    activation: Activation = "tanh",
    loss: Loss = "mse",
    p_keep: float | Sequence[float] = 1.0,
    inverted: bool = True,
    decay_layers: Sequence[int] | None = None,
    decay_biases: bool = True,
) -> Network:
    """The mean loss of a network on the data x (n, p), y (n,) or (n, q), over its parameters.

    C(θ) = (1/n) Σ C_i(θ) as in (4.9), with C_i = ‖y_i − f_θ(x_i)‖² ("mse") or −log of the probability
    of y_i ("cross_entropy": logistic for q = 1, softmax for more). `hidden` are 1 to 4 layers of 1 to
    64 units. `p_keep` is that of the input and every hidden layer, one number for the hidden ones
    or one for each layer: dropout (4.24), or (4.22) and (4.23) where not `inverted`; it acts where
    batches are drawn. λ acts on the layers `decay_layers` (from 0; default: all), on biases too
    where `decay_biases`. Raises ValueError naming the parameter and what it accepts.
    """
    inputs, targets = _checked_data(x, y, loss)
    sizes = (inputs.shape[1], *map(int, hidden), targets.shape[1])
    if not 1 <= len(hidden) <= MOST_LAYERS or any(h != int(h) or not 1 <= h <= MOST_UNITS for h in hidden):
        raise ValueError(f"hidden accepts 1 to {MOST_LAYERS} layers of 1 to {MOST_UNITS} units; got {hidden!r}")
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation accepts one of {', '.join(ACTIVATIONS)}; got {activation!r}")
    if loss not in LOSSES:
        raise ValueError(f"loss accepts one of {', '.join(LOSSES)}; got {loss!r}")
    keeps = (1.0, *[float(p_keep)] * len(hidden)) if np.ndim(p_keep) == 0 else tuple(map(float, p_keep))  # type: ignore
    if len(keeps) != len(sizes) - 1 or not all(0.0 < p <= 1.0 for p in keeps):
        raise ValueError(f"p_keep accepts a number > 0 and ≤ 1, or {len(sizes) - 1} of them")
    header = [len(inputs), len(sizes) - 1, ACTIVATIONS.index(activation), LOSSES.index(loss), float(inverted)]
    start: Callable[..., Array] = partial(initial, sizes)
    return Network(
        name="mlp",
        title="-".join(map(str, sizes)) + " network",
        latex=r"C(\theta) = \frac1n \sum_{i=1}^{n} C_i(\theta)",
        source="(4.9)",
        loss_and_grad=loss_and_grad,
        dimension=parameters(sizes),
        start=start,
        alpha=0.05,
        view=((-1.0, 1.0), (-1.0, 1.0)),
        data=np.concatenate([header, sizes, keeps, inputs.T.ravel(), targets.T.ravel()]),
        samples=len(inputs),
        masked=any(p < 1.0 for p in keeps),
        decays=_decays(sizes, decay_layers, decay_biases),
        sizes=sizes,
    )


def _decays(sizes: Sequence[int], layers: Sequence[int] | None, biases: bool) -> Array | None:
    if layers is None and biases:
        return None
    parts = []
    for layer, (size_in, size_out) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
        on = 1.0 if layers is None or layer in layers else 0.0
        parts += [np.full(size_in * size_out, on), np.full(size_out, on if biases else 0.0)]
    return np.concatenate(parts)


LANDSCAPE = network([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], hidden=(4,), loss="cross_entropy")
