"""How long a second start takes, and how much memory a warm server holds."""

import subprocess
import time
from collections.abc import Iterator

from tests.server import Server


def _memory(pid: int) -> float:
    return int(subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True).stdout) / 1024


def measure() -> Iterator[tuple[str, str, str]]:
    """The first start may compile; the second finds its kernels on disk."""
    Server().stop()
    before = time.perf_counter()
    server = Server()
    seconds = time.perf_counter() - before
    try:
        yield "second start until the health endpoint answers", f"{seconds:.2f} s", "bar: ≤ 5 s"
        yield "memory after warm-up", f"{_memory(server.process.pid):.0f} MB", "bar: ≤ 350 MB"
    finally:
        server.stop()
