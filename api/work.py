"""Where an answer is computed: at once on the event loop, or in a thread while its client stays."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

import numpy as np
from anyio import CancelScope, create_task_group
from starlette.requests import Request

from api.turns import Client, Lane, Refused
from optimizers import ParameterError
from optimizers.descent import CORES, STOP, Stopped

PROCESSES = int(os.environ.get("WEB_CONCURRENCY") or 1)
# What takes half a millisecond is quicker done than handed to a thread: one after the other on the event loop.
LIGHT = Lane(width=1, longest=1024, own=32)
# As many threads as cores, over all processes: more would only take turns.
HEAVY = Lane(width=max(1, CORES // PROCESSES), longest=32, own=4)


async def at_once(client: Client, compute: Callable[[], bytes]) -> tuple[bytes, float]:
    """Wait for a turn and compute on the event loop: the answer, and the seconds waited. Raises Refused."""
    async with LIGHT.turn(client) as waited:
        return compute(), waited


def _step_back() -> None:
    """Of this thread: answers that take a moment go first where there are too few cores for all."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(HEAVY.width, "runs", _step_back)


async def while_connected(request: Request, client: Client, compute: Callable[[], bytes]) -> tuple[bytes, float]:
    """Wait for a turn and run in a worker thread: the answer, and the seconds waited.

    A client that goes away stops its runs. Raises Refused, Stopped, and ParameterError of `compute`.
    """
    stop = np.zeros(1, np.bool_)
    found: bytes | Exception = Stopped()
    waited = 0.0

    def outcome() -> bytes | Exception:  # a task group would wrap what is raised in it
        STOP.set(stop)
        try:
            return compute()
        except (ParameterError, Stopped) as error:
            return error

    async with create_task_group() as tasks:

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            stop[0] = True
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        try:
            async with HEAVY.turn(client) as waited:
                with CancelScope(shield=True):
                    found = await asyncio.get_running_loop().run_in_executor(_workers(), outcome)
        except Refused as error:
            found = error
        tasks.cancel_scope.cancel()
    if isinstance(found, Exception):
        raise found
    return found, waited
