"""Kernels compiled with the image, for whatever processor it is later run on: `python -m deploy.kernels`.

numba's cache is only good for the processor it was written on. So the image brings two: one for the
x86-64 processors since 2013, which trains networks in half the time, and one for all.
"""

import os
import subprocess
import sys
from pathlib import Path

KERNELS = Path(__file__).resolve().parent.parent / ".numba"
# The better first: LLVM's name of the processor, and what the kernel must say that this one has.
NEEDS = {"x86-64-v3": {"abm", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe"}, "generic": set()}


def _runs_here() -> list[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    flags = next((set(line.split()) for line in lines if line.startswith("flags")), set())
    return [target for target, needed in NEEDS.items() if needed <= flags]


def _environment(target: str, folder: Path) -> dict[str, str]:
    return {"NUMBA_CPU_NAME": target, "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": str(folder)}


def brought() -> tuple[Path, dict[str, str]] | None:
    """Where the image has the best kernels that run here, and the environment in which numba finds them.

    None outside an image.
    """
    found = next((target for target in _runs_here() if (KERNELS / target).exists()), None)
    return (KERNELS / found, _environment(found, KERNELS / found)) if found else None


def main() -> None:
    """Compile everything once per kind of processor."""
    for target in _runs_here():
        environment = os.environ | _environment(target, KERNELS / target)
        subprocess.run([sys.executable, "-c", "import app; app.warm_up()"], env=environment, check=True)


if __name__ == "__main__":
    main()
