"""More than the server can do: what is refused, how soon it is well again, what a greedy visitor takes from others."""

import asyncio
import errno
import socket
import time
from collections.abc import AsyncIterator

from load.connection import Connection
from load.report import Figure
from load.served import Served
from load.students import MOMENTUM, RATE, Taken, student

CLIENTS = 400
SECONDS = 8.0
QUICK = "/api/momentum?alpha={alpha:.8f}&live=1"
LONG = "/api/network?alpha={alpha:.8f}&steps=20000"
GREEDY, OTHERS = "127.0.0.66", "127.0.0.1"
STUDENTS = 30
WELL = 0.1  # seconds in which a server that is well answers
SICK = 30.0


async def _flooding(port: int, path: str, number: int, tab: str, source: str, end: float, taken: Taken) -> None:
    """Ask for one thing after the other as fast as it comes, Retry-After or not."""
    connection = await Connection.to(port, source)
    k = 0
    while (now := time.perf_counter()) < end:
        k += 1
        asked = asyncio.ensure_future(
            connection.get(path.format(alpha=0.001 + 1e-6 * number + 1e-8 * k), f"X-Tab: {tab}\r\n")
        )
        done, _ = await asyncio.wait([asked], timeout=max(0.0, end - now) + 0.01)
        if done:
            taken.note(asked.result(), time.perf_counter() - now)
        else:
            asked.cancel()  # it goes away in the middle
    connection.close()


async def _flood(port: int, path: str, count: int, source: str, one_tab: bool, seconds: float) -> Taken:
    taken = Taken()
    end = time.perf_counter() + seconds
    await asyncio.gather(
        *(_flooding(port, path, k, "one" if one_tab else f"tab{k}", source, end, taken) for k in range(count))
    )
    return taken


async def _well(port: int, path: str) -> float:
    """Seconds until an answer comes at once, as it did before the load."""
    began = time.perf_counter()
    while time.perf_counter() - began < SICK:
        connection, asked = await Connection.to(port), time.perf_counter()
        answer = await connection.get(path.format(alpha=0.001))
        connection.close()
        if answer.status == 200 and time.perf_counter() - asked <= WELL:
            return asked - began
        await asyncio.sleep(0.02)
    return SICK


async def _others(port: int, seconds: float) -> Taken:
    taken = Taken()
    begin = time.perf_counter() + 0.2
    end = begin + seconds
    await asyncio.gather(*(student(port, k, MOMENTUM, taken, begin, end, False, OTHERS) for k in range(STUDENTS)))
    return taken


def _never_reading(port: int) -> socket.socket:
    """A client that asks for 14 MB and takes nothing."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.connect(("127.0.0.1", port))
    connection.sendall(b"GET /api/momentum?live=1 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200)
    return connection


async def measure(served: Served) -> AsyncIterator[Figure]:
    """Two overloads and the recovery from each; then a greedy visitor beside students."""
    pids = served.pids()
    unread = [_never_reading(served.port) for _ in range(50)]
    for what, path in (
        (f"{CLIENTS} clients without pause", QUICK),
        (f"{CLIENTS} clients who train 20,000 steps", LONG),
    ):
        taken = await _flood(served.port, path, CLIENTS, OTHERS, False, SECONDS)
        yield Figure(what, taken.words(SECONDS), "refused, not failed", not taken.wrong)
        yield Figure("well again after", f"{await _well(served.port, QUICK):.2f} s", "≤ 2 s")
    alone = await _others(served.port, SECONDS)
    yield Figure(
        f"{STUDENTS} students alone", alone.words(SECONDS), f"{STUDENTS * RATE:.0f} answers/s", not alone.wrong
    )
    for what, path, one_tab in (
        ("one tab", QUICK, True),
        ("200 tabs", QUICK, False),
        ("200 tabs, training", LONG, False),
    ):
        flood, beside = await asyncio.gather(
            _flood(served.port, path, 200, GREEDY, one_tab, SECONDS + 0.5), _others(served.port, SECONDS)
        )
        fine = not flood.wrong and not beside.wrong and not beside.refused
        yield Figure(f"beside 200 connections of one visitor, {what}", beside.words(SECONDS), "", fine)
    for client in unread:
        client.send(b"G")  # to whom the server has given up this is news
    await asyncio.sleep(0.5)
    cut = sum(client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET for client in unread)
    yield Figure("clients that never read", f"{cut} of {len(unread)} were cut off", "all", cut == len(unread))
    same = served.pids() == pids
    yield Figure("the processes", "are those of the beginning" if same else "died and were replaced", "", same)
