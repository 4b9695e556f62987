"""A hundred students drag a control: twenty requests a second each, for half a minute."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import numpy as np

from load.connection import Answer, Connection
from load.report import Figure
from load.served import Served

STUDENTS = 100
TRAINING = 20  # of them, in the second part
RATE = 20.0  # requests a second, each
SECONDS = 30.0
# The panel asks so while a pointer moves: the whole query, and live=1.
MOMENTUM = "/api/momentum?alpha={alpha:.6f}&beta=0.9&live=1"
NETWORK = "/api/network?alpha={alpha:.6f}&live=1"


@dataclass
class Taken:
    """What a group of students saw: seconds from when each request was due to its answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, answer: Answer, seconds: float) -> None:
        """What a client makes of an answer."""
        self.seconds.append(seconds)
        if answer.status in (429, 503) and answer.header("retry-after"):
            self.refused += 1
        elif answer.status != 200 or answer.length < 1000:
            self.wrong.append(f"{answer.status}: {answer.body[:200]!r}")

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return 1000.0 * float(np.percentile(self.seconds, share)) if self.seconds else float("nan")

    def words(self, seconds: float) -> str:
        """Rate and delays."""
        rate = len(self.seconds) / seconds
        delays = f"p50 {self.percentile(50):.0f} ms, p95 {self.percentile(95):.0f} ms, p99 {self.percentile(99):.0f} ms"
        return f"{delays}; {rate:.0f} answers/s, {self.refused} refused, {len(self.wrong)} errors"


async def student(
    port: int, number: int, path: str, taken: Taken, begin: float, end: float, waits: bool, source: str = "127.0.0.1"
) -> None:
    """Drag α from `begin` to `end` (of `time.perf_counter`).

    A request is late from the moment it was due, also where the answer before it kept it from
    being sent. Who `waits` does as the panel does: what was due meanwhile is left out.
    """
    connection = await Connection.to(port, source)
    rng = np.random.default_rng(number)
    due = begin + rng.uniform(0, 1 / RATE)
    alphas = np.exp(
        rng.uniform(np.log(2e-4), np.log(4e-3)) + 0.5 * np.sin(np.arange(int(RATE * (end - begin)) + 2) / 9)
    )
    headers = f"X-Tab: student{number}\r\n"
    for alpha in alphas:
        now = time.perf_counter()
        if waits:
            due = max(due, now)
        if due >= end:
            break
        await asyncio.sleep(max(0.0, due - now))
        answer = await connection.get(path.format(alpha=alpha), headers)
        taken.note(answer, time.perf_counter() - due)
        due += 1 / RATE
    connection.close()


async def lesson(port: int, light: int, heavy: int, seconds: float) -> tuple[Taken, Taken]:
    """`light` students on the 2-D page and `heavy` ones who train the default network, at once."""
    quick, slow = Taken(), Taken()
    begin = time.perf_counter() + 0.5
    await asyncio.gather(
        *(student(port, k, MOMENTUM, quick, begin, begin + seconds, False) for k in range(light)),
        *(student(port, light + k, NETWORK, slow, begin, begin + seconds, True) for k in range(heavy)),
    )
    return quick, slow


async def measure(served: Served) -> AsyncIterator[Figure]:
    """Both parts, on one server."""
    await lesson(served.port, STUDENTS, 0, 3.0)
    memory, busy, elsewhere = [served.memory()], served.cpu(), served.cpu_elsewhere()
    quick, _ = await lesson(served.port, STUDENTS, 0, SECONDS)
    busy, elsewhere = served.cpu() - busy, served.cpu_elsewhere() - elsewhere
    memory.append(served.memory())
    yield Figure(f"{STUDENTS} students drag", quick.words(SECONDS), "p95 ≤ 100 ms, no error", not quick.wrong)
    yield Figure("memory before and after", f"{memory[0]:.0f} MB, {memory[1]:.0f} MB", "flat")
    yield Figure("the server's processor time", f"{busy / SECONDS:.2f} of {served.cores} cores")
    yield Figure("that of programs other than it and its clients", f"{max(0.0, elsewhere) / SECONDS:.2f} cores")
    quick, slow = await lesson(served.port, STUDENTS - TRAINING, TRAINING, SECONDS)
    fine = not quick.wrong and not slow.wrong
    yield Figure(f"{STUDENTS - TRAINING} drag beside {TRAINING} who train", quick.words(SECONDS), "p95 ≤ 250 ms", fine)
    yield Figure(f"the {TRAINING} who train", slow.words(SECONDS), "")
