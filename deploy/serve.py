"""Serve the app with one process per core: `python -m deploy.serve`.

One process cannot use two cores: Python runs one thread at a time, and answers are made of Python
around kernels of half a millisecond. All processes accept from the same sockets, any of
them can answer any request, and one that dies is replaced.

Environment: PORT (8501); ADDRESS (all of them); WEB_CONCURRENCY, the number of processes (as many
as there are cores and memory for); ACCESS_LOG=1 writes one line of JSON per request.
"""

import atexit
import math
import os
import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from deploy.kernels import brought

CGROUP = Path("/sys/fs/cgroup")
MEMORY = 320 << 20  # bytes for one process: 210 MB at rest, and what a class puts on top
BACKLOG = 2048
UNREAD = 30_000  # milliseconds after which a client that reads nothing is cut off


def _numbers(*names: str) -> list[int]:
    """The numbers in the first of these files that there is, of cgroup 2 or 1; none where there is no limit."""
    for name in names:
        with suppress(OSError):
            words = (CGROUP / name).read_text(encoding="ascii").split()
            return [int(word) for word in words if word.isdecimal()]
    return []


def cores() -> int:
    """Cores that this process may use, by affinity and by the container's quota."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _numbers("cpu.max") or _numbers("cpu/cpu.cfs_quota_us") + _numbers("cpu/cpu.cfs_period_us")
    return max(1, min(allowed, math.ceil(quota[0] / quota[1]))) if len(quota) == 2 else allowed


def processes(usable: int) -> int:
    """One per core, as far as the container's memory reaches; said where it does not."""
    limit = _numbers("memory.max", "memory/memory.limit_in_bytes")
    room = limit[0] // MEMORY if limit else usable
    if room < usable:
        print(
            f"Memory is limited to {limit[0] >> 20} MB, and a process may take {MEMORY >> 20} MB: "
            f"{max(1, room)} for {usable} core(s).",
            file=sys.stderr,
        )
    return max(1, min(usable, room))


def listening(address: str, port: int) -> list[socket.socket]:
    """The sockets that all processes share: one, or where no address is given one for IPv4 and one for IPv6.

    Raises OSError where the address is taken or not this machine's.
    """
    found = [socket.create_server((address, port), family=_family(address), backlog=BACKLOG)]
    with suppress(OSError):  # a machine without IPv6
        if not address:
            found.append(socket.create_server(("", port), family=socket.AF_INET6, backlog=BACKLOG))
    for each in found:
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # connections inherit it
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD)
    return found


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _number(name: str, default: int) -> int:
    text = os.environ.get(name)
    if not text:
        return default
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"{name} accepts a whole number from 1 to 65535; got {text!r}.")
    return int(text)


def prepare_files() -> None:
    """Make a directory for what the processes write: metrics, and kernels where the image brings them.

    numba wants a cache that it can write to even where it only reads, and an image's file system may be read-only.
    """
    try:
        found = tempfile.mkdtemp(prefix="descent-")
    except OSError as error:
        sys.exit(f"No place to write to: run with --tmpfs /tmp, or set TMPDIR. {error}")
    atexit.register(shutil.rmtree, found, ignore_errors=True)
    (Path(found) / "metrics").mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = f"{found}/metrics"
    if built := brought():
        folder, environment = built
        os.environ |= environment | {"NUMBA_CACHE_DIR": str(shutil.copytree(folder, f"{found}/kernels"))}


def main() -> None:
    """Serve until SIGTERM or SIGINT; exit status 1 where the app cannot start."""
    port, address = _number("PORT", 8501), os.environ.get("ADDRESS", "")
    try:
        shared = listening(address, port)
    except OSError as error:
        sys.exit(f"Cannot serve on {address or 'port'} {port}: {error.strerror}. PORT= chooses another.")
    usable = cores()
    workers = _number("WEB_CONCURRENCY", 0) or processes(usable)
    os.environ |= {"CORES": str(usable), "WEB_CONCURRENCY": str(workers)}
    prepare_files()
    config = Config(
        "app:app",
        workers=workers,
        ws="websockets-sansio",
        ws_max_size=1 << 20,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        use_colors=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=3,
    )
    print(f"Descent Lab: http://localhost:{port} ({workers} process{'es' * (workers > 1)})", flush=True)
    supervisor = Multiprocess(config, sockets=shared)
    supervisor.run()
    sys.exit(any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes))


if __name__ == "__main__":
    main()
