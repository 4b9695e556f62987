"""Small data sets for networks, all generated from a seed; inputs lie about within −1.5 … 1.5."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from landscapes.landscape import Array
from landscapes.mlp import Loss


@dataclass(frozen=True)
class DataSet:
    """A way to make n samples: x (n, p) and y (n,), which is 0 or 1 for classes."""

    title: str
    loss: Loss
    make: Callable[[np.random.Generator, int, float], tuple[Array, Array]]


def _half(n: int) -> Array:
    return (np.arange(n) % 2).astype(float)


def _moons(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    y, angle = _half(n), math.pi * rng.random(n)
    x = np.column_stack((np.cos(angle), np.sin(angle)))
    x[y == 1] = np.array([1.0, 0.5]) - x[y == 1]
    return x - np.array([0.5, 0.25]) + noise * rng.normal(size=(n, 2)), y


def _circles(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    y, angle = _half(n), 2 * math.pi * rng.random(n)
    radius = np.where(y == 1, 0.5, 1.2)
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle))) + noise * rng.normal(size=(n, 2)), y


def _spirals(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    y, along = _half(n), np.sqrt(rng.random(n))
    angle = 2.5 * math.pi * along + math.pi * y
    points = 1.4 * along[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    return points + 0.5 * noise * rng.normal(size=(n, 2)), y


def _xor(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    corner = np.arange(n) % 4
    centres = np.column_stack((np.where(corner < 2, -0.8, 0.8), np.where(corner % 2 == 0, -0.8, 0.8)))
    return centres + (0.1 + noise) * rng.normal(size=(n, 2)), ((corner == 1) | (corner == 2)).astype(float)


def _blobs(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    y = _half(n)
    centres = np.where(y[:, None] == 1, 0.7, -0.7) * np.array([1.0, 0.6])
    return centres + (0.15 + noise) * rng.normal(size=(n, 2)), y


def _sine(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    x = rng.uniform(-1.5, 1.5, (n, 1))
    return x, np.sin(3.0 * x[:, 0]) + noise * rng.normal(size=n)


def _polynomial(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    x = rng.uniform(-1.5, 1.5, (n, 1))
    return x, x[:, 0] ** 3 - x[:, 0] + noise * rng.normal(size=n)


def _five(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Array]:
    x = rng.uniform(-1.5, 1.5, (n, 5))
    return x, np.sin(2.0 * x[:, 0]) + 0.5 * x[:, 1] * x[:, 2] + noise * rng.normal(size=n)


DATA_SETS = {
    "moons": DataSet("two moons", "cross_entropy", _moons),
    "circles": DataSet("circles", "cross_entropy", _circles),
    "spirals": DataSet("spirals", "cross_entropy", _spirals),
    "xor": DataSet("XOR", "cross_entropy", _xor),
    "blobs": DataSet("two blobs", "cross_entropy", _blobs),
    "sine": DataSet("noisy sine", "mse", _sine),
    "polynomial": DataSet("noisy cubic", "mse", _polynomial),
    "five": DataSet("five inputs, three of which matter", "mse", _five),
}


def sampled(name: str, n: int, noise: float, seed: int) -> tuple[Array, Array]:
    """N samples of a data set, in random order."""
    rng = np.random.default_rng(seed)
    x, y = DATA_SETS[name].make(rng, n, noise)
    order = rng.permutation(n)
    return x[order], y[order]
