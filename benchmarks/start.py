"""How long a second start takes, and how much memory a warm server holds."""

import time
from collections.abc import Iterator

from load.served import Served


def measure() -> Iterator[tuple[str, str, str]]:
    """The first start may compile; the second finds its kernels on disk."""
    Served(WEB_CONCURRENCY="1").stop()
    before = time.perf_counter()
    server = Served(WEB_CONCURRENCY="1")
    seconds = time.perf_counter() - before
    try:
        yield "second start until the health endpoint answers", f"{seconds:.2f} s", "bar: ≤ 5 s"
        yield "memory after warm-up, one process", f"{server.memory():.0f} MB", "bar: ≤ 350 MB"
    finally:
        server.stop()
