"""Three hundred open pages, thirty of them active, as browsers talk to Streamlit; and pages that come and go."""

import asyncio
import time
from collections.abc import AsyncIterator

import numpy as np
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from load.report import Figure
from load.served import Served

PAGES, ACTIVE = 300, 30
SECONDS = 20.0
EVERY = 1.0  # seconds between two reruns of an active page: a control is let go of
CYCLES, AT_ONCE = 400, 10
PATIENCE = 30.0


class Page:
    """A browser's tab on the momentum page, without the browser."""

    def __init__(self, port: int) -> None:
        self.address = f"ws://127.0.0.1:{port}/_stcore/stream"

    async def open(self) -> None:
        """Connect, and see the page once."""
        self.socket = await websockets.connect(
            self.address, subprotocols=["streamlit"], compression=None, max_size=None, open_timeout=PATIENCE
        )
        await self.rerun(0.001)

    async def rerun(self, alpha: float) -> float:
        """Run the page's script on another query: seconds. Raises AssertionError where it shows another one."""
        message, query = BackMsg(), f"alpha={alpha:.7f}"
        message.rerun_script.query_string = query
        message.rerun_script.page_name = "momentum"
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        seen = False
        async with asyncio.timeout(PATIENCE):
            while True:
                data = await self.socket.recv()
                seen = seen or f"{float(query[6:]):g}".encode() in data
                if ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
                    break
        assert seen, f"no answer to {query}"
        return time.perf_counter() - began

    async def close(self) -> None:
        """As a closed tab does."""
        await self.socket.close()


async def _active(page: Page, number: int, end: float) -> list[float]:
    rng = np.random.default_rng(number)
    await asyncio.sleep(rng.uniform(0, EVERY))
    taken, due = [], time.perf_counter()
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await page.rerun(rng.uniform(2e-4, 2e-3))
        taken.append(time.perf_counter() - due)
        due += EVERY
    return taken


async def _opened(port: int, count: int) -> list[Page]:
    pages = [Page(port) for _ in range(count)]
    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*(page.open() for page in pages[first : first + AT_ONCE]))
    return pages


async def _come_and_go(port: int, count: int) -> None:
    for _ in range(0, count, AT_ONCE):
        for page in await _opened(port, AT_ONCE):
            await page.close()


async def measure(served: Served) -> AsyncIterator[Figure]:
    """Reruns, memory of a session, and what is left after they went."""
    await _come_and_go(served.port, 40)
    before = served.memory()
    pages = await _opened(served.port, PAGES)
    each = (served.memory() - before) / PAGES
    yield Figure(f"memory of each of {PAGES} pages", f"{each:.3f} MB", "≤ 0.2 MB")
    end = time.perf_counter() + SECONDS
    taken = np.concatenate(await asyncio.gather(*(_active(page, k, end) for k, page in enumerate(pages[:ACTIVE]))))
    found = " ".join(f"p{share} {1000 * np.percentile(taken, share):.0f} ms" for share in (50, 95, 99))
    yield Figure(f"{len(taken)} reruns of {ACTIVE} active pages", found, "p95 ≤ 500 ms")
    await asyncio.gather(*(page.close() for page in pages))
    kept = []
    for _ in range(4):
        await _come_and_go(served.port, CYCLES // 4)
        kept.append(served.memory())
    found = (
        f"{before:.0f} MB before, then after each {CYCLES // 4}: "
        + ", ".join(f"{memory:.0f}" for memory in kept)
        + " MB"
    )
    yield Figure(f"{CYCLES} pages that come and go", found, "a plateau")
