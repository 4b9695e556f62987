"""Answers a second of one process: a page's default query beside the health endpoint."""

import asyncio
import time
from collections.abc import Iterator

from load.connection import Connection
from load.served import Served

CLIENTS = 4
SECONDS = 1.5
ROUNDS = 4


async def _client(port: int, path: str, until: float) -> tuple[int, int]:
    """(answers, bytes of one body) over one kept-alive connection; one answer at least."""
    connection = await Connection.to(port)
    answers = 0
    while True:
        answer = await connection.get(path)
        assert answer.status == 200, answer.head
        answers += 1
        if time.perf_counter() >= until:
            break
    connection.close()
    return answers, answer.length


async def _rate(port: int, path: str) -> tuple[float, int]:
    before = time.perf_counter()
    found = await asyncio.gather(*(_client(port, path, before + SECONDS) for _ in range(CLIENTS)))
    return sum(count for count, _ in found) / (time.perf_counter() - before), found[0][1]


TRAINING = "/api/network?hidden=32,32&methods=adam&steps=60000"


async def _latency(port: int, path: str, beside: str | None) -> float:
    """Seconds of one answer at 20 requests a second, in the median, while another client has `beside` under way."""
    until = time.perf_counter() + SECONDS * 2
    other = asyncio.create_task(_client(port, beside, until)) if beside else None
    times = []
    while time.perf_counter() < until:
        before = time.perf_counter()
        await _client(port, path, before)
        times.append(time.perf_counter() - before)
        await asyncio.sleep(0.05)
    if other:
        await other
    return sorted(times)[len(times) // 2]


def measure() -> Iterator[tuple[str, str, str]]:
    """Both take turns, so that neither has the machine's better half."""
    server = Served(WEB_CONCURRENCY="1")
    try:
        pairs = []
        for _ in range(ROUNDS):
            health, _ = asyncio.run(_rate(server.port, "/_stcore/health"))
            rate, length = asyncio.run(_rate(server.port, "/api/momentum?live=1"))
            pairs.append((rate / health, rate, health))
        share, rate, health = sorted(pairs)[len(pairs) // 2]
        yield "/api/momentum, default query", f"{rate:.0f}/s, {share:.2f} of health ({health:.0f}/s)", "bar: ≥ 0.33"
        pairs = [
            [asyncio.run(_latency(server.port, "/api/momentum?live=1", beside)) for beside in (None, TRAINING)]
            for _ in range(ROUNDS)
        ]
        alone, beside = sorted(pairs, key=lambda pair: pair[1] / pair[0])[len(pairs) // 2]
        words = f"{alone * 1000:.1f} ms alone, {beside * 1000:.1f} ms beside it, {beside / alone:.1f} ×"
        yield "one answer while another visitor trains", words, "bar: ≤ 2 ×"
        yield "size of one live answer", f"{length / 1000:.1f} KB", "bar: ≤ 100 KB"
    finally:
        server.stop()
