"""Training a 2-16-16-1 network beside the same loop in JAX (one jitted scan) and PyTorch (eager), if installed."""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from experiments import EXPERIMENTS
from experiments.query import read_strictly
from landscapes.mlp import network
from optimizers import OPTIMIZERS, descend
from optimizers.sampling import drawn

STEPS, BATCH, SAMPLES, HIDDEN = 2000, 32, 512, (16, 16)
ALPHA, BETA, GAMMA, EPSILON = 0.01, 0.9, 0.999, 1e-8
REPEATS = 7

RNG = np.random.default_rng(0)
X = RNG.normal(size=(SAMPLES, 2))
Y = np.sin(2 * X[:, :1]) * X[:, 1:]
BATCHES = drawn(SAMPLES, STEPS, BATCH, seed=1).reshape(STEPS, BATCH)
LANDSCAPE = network(X, Y, hidden=HIDDEN)
START = LANDSCAPE.start(0)


def _ours() -> np.ndarray:
    hyper = {"alpha": ALPHA, "beta": BETA, "gamma": GAMMA, "epsilon": EPSILON}
    return descend(LANDSCAPE, OPTIMIZERS["adam"], START, STEPS, batches=BATCHES, record_every=STEPS, **hyper).params[-1]


def _jax() -> Callable[[], Any] | None:
    try:
        import jax
    except ImportError:
        return None
    jax.config.update("jax_enable_x64", True)
    jnp, x, y = jax.numpy, jax.numpy.asarray(X), jax.numpy.asarray(Y)
    sizes = LANDSCAPE.sizes

    def loss(theta: Any, batch: Any) -> Any:
        at, values = 0, x[batch]
        for layer, (size, out) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
            weights = theta[at : at + size * out].reshape(size, out)
            at += size * out
            values = values @ weights + theta[at : at + out]
            at += out
            values = jnp.tanh(values) if layer < len(sizes) - 2 else values
        return ((values - y[batch]) ** 2).sum(axis=1).mean()

    def step(carry: Any, batch: Any) -> Any:
        theta, v, s, t = carry
        gradient = jax.grad(loss)(theta, batch)
        v, s, t = BETA * v + (1 - BETA) * gradient, GAMMA * s + (1 - GAMMA) * gradient**2, t + 1
        scaled = (v / (1 - BETA**t)) / (jnp.sqrt(s / (1 - GAMMA**t)) + EPSILON)
        return (theta - ALPHA * scaled, v, s, t), None

    start, batches = jnp.asarray(START), jnp.asarray(BATCHES)
    train = jax.jit(lambda theta: jax.lax.scan(step, (theta, 0 * theta, 0 * theta, 0), batches)[0][0])
    return lambda: np.asarray(train(start).block_until_ready())


def _torch() -> Callable[[], Any] | None:
    try:
        import torch
    except ImportError:
        return None
    x, y, batches = torch.tensor(X), torch.tensor(Y), torch.tensor(BATCHES)

    def train() -> np.ndarray:
        parts = [torch.nn.Linear(a, b).double() for a, b in zip(LANDSCAPE.sizes[:-1], LANDSCAPE.sizes[1:], strict=True)]
        with torch.no_grad():
            for part, (weights, biases) in zip(parts, LANDSCAPE.layers(START), strict=True):
                part.weight.copy_(torch.tensor(weights.T.copy()))
                part.bias.copy_(torch.tensor(biases))
        net = torch.nn.Sequential(parts[0], torch.nn.Tanh(), parts[1], torch.nn.Tanh(), parts[2])
        adam = torch.optim.Adam(net.parameters(), lr=ALPHA, betas=(BETA, GAMMA), eps=EPSILON)
        for batch in batches:
            adam.zero_grad()
            ((net(x[batch]) - y[batch]) ** 2).sum(dim=1).mean().backward()
            adam.step()
        return np.concatenate([v.detach().numpy().ravel() for p in parts for v in (p.weight.T, p.bias)])

    return train


def _seconds(run: Callable[[], Any]) -> float:
    before = time.perf_counter()
    run()
    return time.perf_counter() - before


def measure() -> Iterator[tuple[str, str, str]]:
    """The same batches for all; they take turns."""
    others = {"JAX, one jitted scan": (_jax(), "bar: not faster"), "PyTorch, eager": (_torch(), "bar: ≥ 30 × ours")}
    end = _ours()
    own = statistics.median(_seconds(_ours) for _ in range(REPEATS))
    yield "2-16-16-1, tanh, batch 32, Adam, 2,000 steps", f"{own * 1000:.1f} ms", ""
    for what, (run, bar) in others.items():
        if run is None:
            yield f"    {what}", "not installed", bar
            continue
        np.testing.assert_allclose(run(), end, rtol=1e-3, atol=1e-3)
        repeats = REPEATS if "JAX" in what else 3
        pairs = [(_seconds(run), _seconds(_ours)) for _ in range(repeats)]
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        yield f"    {what}", f"{statistics.median(t for t, _ in pairs) * 1000:.0f} ms, {ratio:.1f} × ours", bar
    yield from _slice()


def _slice() -> Iterator[tuple[str, str, str]]:
    from experiments.slice import GRID, losses_at

    points = np.tile(START, (GRID * GRID, 1)) + 0.1 * RNG.normal(size=(GRID * GRID, len(START)))
    seconds = statistics.median(_seconds(lambda: losses_at(LANDSCAPE, points)) for _ in range(5))
    yield f"slice of {GRID} × {GRID} points, {SAMPLES} samples", f"{seconds * 1000:.0f} ms", "bar: ≤ 500 ms"
    page = EXPERIMENTS["network"]
    values = read_strictly(page.controls, "").values
    seconds = statistics.median(_seconds(lambda: page.run(values, True)) for _ in range(9))
    yield (
        "the Network page's default, while a control moves",
        f"{seconds * 1000:.0f} ms",
        "bar: ≤ 100 ms",
    )
