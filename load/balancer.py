"""HAProxy, as configured in deploy/, before three replicas: one dies while thirty students drag."""

import asyncio
import hashlib
import os
import shutil
import socket
import struct
import subprocess
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from websockets.exceptions import WebSocketException

from load.connection import Connection
from load.pages import Page
from load.report import Figure
from load.served import Served, free_port
from load.students import MOMENTUM, RATE

CONFIGURATION = Path(__file__).resolve().parent.parent / "deploy" / "haproxy.cfg"
REPLICAS = ("127.0.0.11", "127.0.0.12", "127.0.0.13")
PORT = 8501  # of every replica, as the configuration has it
STUDENTS, SECONDS, DIES_AT = 30, 12.0, 5.0


class Names(asyncio.DatagramProtocol):
    """A name server that knows one name: all replicas, as the one of docker compose answers."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        end = data.index(b"\0", 12) + 5  # of the question: a name, its type and class
        known = struct.unpack(">H", data[end - 4 : end - 2])[0] == 1  # IPv4 addresses
        rows = [b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(replica) for replica in REPLICAS if known]
        self.transport.sendto(
            data[:2] + struct.pack(">5H", 0x8180, 1, len(rows), 0, 0) + data[12:end] + b"".join(rows), address
        )


class Student:
    """Drags a control on a page that stays open; notes what came when."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number = port, number
        self.bodies: dict[str, str] = {}
        self.failed: list[str] = []
        self.broken = 0  # answers that were under way when their replica died
        self.answered: list[float] = []
        self.away: list[float] = []  # seconds without a page

    async def drag(self, begin: float) -> None:
        """Twenty requests a second, each with an α of its own."""
        connection = await Connection.to(self.port)
        for k in range(int(SECONDS * RATE)):
            await asyncio.sleep(max(0.0, begin + k / RATE - time.perf_counter()))
            path = MOMENTUM.format(alpha=1e-4 * (1 + self.number) + 1e-6 * k)
            answer = None
            while not answer:
                try:
                    answer = await connection.get(path, f"X-Tab: student{self.number}\r\n")
                except ConnectionError:  # asked again, as the panel does
                    self.broken += 1
                    connection = await Connection.to(self.port)
            if answer.status == 200:
                self.answered.append(time.perf_counter())
                self.bodies[path] = hashlib.sha256(answer.body).hexdigest()
            else:
                self.failed.append(f"{answer.status}")
        connection.close()

    async def look(self, begin: float) -> None:
        """Keep the page; where its WebSocket breaks, open it again at the same address."""
        page, alpha = Page(self.port), 1e-4 * (1 + self.number)
        await page.open()
        lost = 0.0
        while time.perf_counter() < begin + SECONDS:
            try:
                if lost:
                    await page.open()
                await page.rerun(alpha)  # which asserts that the page shows α
                if lost:
                    self.away.append(time.perf_counter() - lost)
                lost = 0.0
            except (OSError, WebSocketException):
                lost = lost or time.perf_counter()
            await asyncio.sleep(0.1 if lost else 0.5)
        await page.close()

    def longest_wait(self) -> float:
        """Seconds between two answers."""
        return float(np.diff(self.answered).max())


def _share(replica: str) -> float:
    with suppress(OSError), urllib.request.urlopen(f"http://{replica}:{PORT}/metrics", timeout=2) as answer:
        lines = answer.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("descent_requests_total"))
    return 0.0


async def _ready(port: int) -> None:
    """Until it answers, and has found all replicas."""
    for _ in range(100):
        with suppress(OSError):
            connection = await Connection.to(port)
            answer = await connection.get("/_stcore/health")
            connection.close()
            if answer.status == 200:
                return await asyncio.sleep(1.0)
        await asyncio.sleep(0.1)
    raise RuntimeError("the balancer does not answer")


async def _wrong(students: list[Student]) -> int:
    """How many answers differ from those of a replica that is asked directly."""
    wrong = 0
    connection = await Connection.to(PORT, address=REPLICAS[0])
    for student in students:
        for path, digest in student.bodies.items():
            wrong += hashlib.sha256((await connection.get(path)).body).hexdigest() != digest
    connection.close()
    return wrong


async def _balanced(port: int, replicas: list[Served]) -> AsyncIterator[Figure]:
    students = [Student(port, k) for k in range(STUDENTS)]
    begin = time.perf_counter() + 3.0
    work = asyncio.gather(*(s.drag(begin) for s in students), *(s.look(begin) for s in students))
    await asyncio.sleep(begin + DIES_AT - time.perf_counter())
    replicas[-1].kill()
    await asyncio.wait_for(work, 5 * SECONDS)
    answers, failed = sum(len(s.answered) for s in students), sum(len(s.failed) for s in students)
    wrong = await _wrong(students)
    # No balancer can put a request to another replica once the head of its answer has gone to the student.
    broken = sum(s.broken for s in students)
    words = f"{answers} answers, {broken} broke off and came again, {failed} failed, {wrong} wrong"
    yield Figure(
        f"a replica dies while {STUDENTS} students drag",
        words,
        "none wrong",
        not failed and not wrong and broken < STUDENTS,
    )
    longest = max(s.longest_wait() for s in students)
    yield Figure("the longest that a student waited", f"{longest:.2f} s", "≤ 2 s", longest < SECONDS)
    away = [seconds for s in students for seconds in s.away]
    words = f"{len(away)}, the last after {max(away, default=0.0):.2f} s, each on its own state"
    yield Figure("pages that were lost and came back", words, "≤ 2 s", len(away) > 0)
    replicas[-1].start()
    await asyncio.sleep(3.0)
    again = [Student(port, k) for k in range(STUDENTS)]
    await asyncio.gather(*(s.drag(time.perf_counter() - SECONDS + 2.0) for s in again))
    shares = [_share(replica) for replica in REPLICAS]
    yield Figure(
        "requests that each replica has had", ", ".join(f"{n:.0f}" for n in shares), "all take part", min(shares) > 0
    )


async def measure() -> AsyncIterator[Figure]:
    """Replicas of one process each, as deploy/compose.yaml runs them."""
    if not shutil.which("haproxy"):
        yield Figure("HAProxy is not installed", "NOT MEASURED: apt install haproxy", "", not os.environ.get("CI"))
        return
    loop = asyncio.get_running_loop()
    names, _ = await loop.create_datagram_endpoint(Names, local_addr=("127.0.0.1", 0))
    port = free_port()
    environment = {"DNS": f"127.0.0.1:{names.get_extra_info('sockname')[1]}", "BIND": f"127.0.0.1:{port}"}
    replicas = [Served(address, PORT, WEB_CONCURRENCY="1", FORWARDED_ALLOW_IPS="*") for address in REPLICAS]
    balancer = subprocess.Popen(
        ["haproxy", "-db", "-f", CONFIGURATION], env=os.environ | environment, stderr=subprocess.DEVNULL
    )
    try:
        await _ready(port)
        async for figure in _balanced(port, replicas):
            yield figure
    finally:
        balancer.terminate()
        balancer.wait()
        names.close()
        for replica in replicas:
            replica.stop()
