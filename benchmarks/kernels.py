"""Nanoseconds per step of every optimizer on Rosenbrock, beside the same loop in C."""

import ctypes
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, Optimizer, descend, ensemble
from optimizers.sampling import Sampling

STEPS = 20_000
REPEATS = 41
START = (0.4, -0.2)
BAR = "bar: ≤ 1.3 × C"


def _compiled() -> ctypes.CDLL | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "kernels.so"
        source = Path(__file__).with_name("kernels.c")
        subprocess.run([compiler, "-O3", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
        return ctypes.CDLL(str(library))


def _c_run(library: ctypes.CDLL, optimizer: Optimizer, hyper: np.ndarray) -> tuple[Callable[[], None], np.ndarray]:
    """A function that runs the C loop, allocating as `descend` does, and the iterates of a run."""
    function = getattr(library, optimizer.name)

    def run() -> np.ndarray:
        rows = STEPS + 1
        params, kept = np.array(START), np.empty((rows, 2))
        arrays = [np.empty(rows, np.int64), kept, np.empty(rows), np.empty((rows, 2))]
        arrays.append(np.empty((max(len(optimizer.state), 1), rows, 2)))
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in arrays]
        start = ctypes.c_void_p(params.ctypes.data)
        vector = ctypes.c_void_p(hyper.ctypes.data)
        function(ctypes.c_longlong(2), vector, ctypes.c_double(0.0), start, ctypes.c_longlong(STEPS), *pointers)
        return kept

    return run, run()


def _seconds(run: Callable[[], object]) -> float:
    before = time.perf_counter()
    run()
    return time.perf_counter() - before


def measure() -> Iterator[tuple[str, str, str]]:
    """One line for each optimizer; both loops take turns, and must reach the same iterate."""
    library = _compiled()
    for name, optimizer in OPTIMIZERS.items():
        given = {h.name: h.default for h in optimizer.hyperparameters}

        def ours(optimizer: Optimizer = optimizer, given: dict[str, float] = given) -> np.ndarray:
            return descend(LANDSCAPES["rosenbrock"], optimizer, START, STEPS, **given).params

        if library is None:
            times = [_seconds(ours) for _ in range(REPEATS)]
            yield name, f"{min(times) / STEPS * 1e9:5.1f} ns a step", "no C compiler here"
            continue
        vector = [x for h in optimizer.hyperparameters for x in h.checked(h.default, len(START))]
        theirs, reached = _c_run(library, optimizer, np.array(vector))
        np.testing.assert_allclose(ours()[:200], reached[:200], rtol=1e-9)
        pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(REPEATS)]
        own, c = (statistics.median(column) / STEPS * 1e9 for column in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        yield name, f"{own:5.1f} ns a step, {ratio:.2f} × C ({c:.1f})", BAR


def measure_ensemble() -> Iterator[tuple[str, str, str]]:
    """2,000 runs × 500 steps on the five samples of figure 4.2, in threads."""
    for sampling in ("independent", "shuffled"):

        def run(sampling: Sampling = sampling) -> np.ndarray:
            hull, method = LANDSCAPES["convex_hull"], OPTIMIZERS["gradient_descent"]
            return ensemble(hull, method, (6, 6), 500, 2000, batch_size=1, sampling=sampling, alpha=0.01)

        times = [_seconds(run) for _ in range(7)]
        yield f"2,000 runs × 500 steps, {sampling}", f"{statistics.median(times) * 1000:.0f} ms", "bar: ≤ 300 ms"
