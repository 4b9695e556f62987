"""Whose request is worked on next: every visitor gets an equal share of the time.

Start-time fair queueing (Goyal, Vin and Cheng 1996): each client has a clock that runs by the
seconds its requests took, and the one whose clock is furthest behind is next. So ten short requests
count as much as one of ten times the length, and nobody has to say beforehand what a request costs.
Turns go round the addresses first and round the tabs of an address second: a class behind one
router is told apart, and who invents tabs gains nothing over other addresses.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

REMEMBERED = 1000  # shares of one level before those that owe nothing are forgotten


@dataclass(frozen=True)
class Client:
    """Who asks: an address, and what the browser's tab calls itself."""

    address: str
    tab: str = ""


class Refused(Exception):
    """Too much waits already. `status` is 429 where it is this client's own, else 503."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(eq=False)
class _Share:
    """What one client, one address, or everybody has had and waits for."""

    clock: float = 0.0  # seconds
    waiting: int = 0
    queue: deque[asyncio.Future[None]] = field(default_factory=deque)  # of a tab
    parts: dict[str, "_Share"] = field(default_factory=dict)  # addresses of everybody, tabs of an address
    reached: float = 0.0  # the clock of the part that had the last turn

    def part(self, name: str) -> "_Share":
        """A part by its name. One that was away has nothing saved up."""
        found = self.parts.get(name)
        if found is None:
            if len(self.parts) >= REMEMBERED:
                self.parts = {n: s for n, s in self.parts.items() if s.waiting or s.clock > self.reached}
            found = self.parts[name] = _Share()
        if not found.waiting:
            found.clock = max(found.clock, self.reached)
        return found

    def next(self) -> "_Share":
        """The part whose turn it is."""
        found = min((part for part in self.parts.values() if part.waiting), key=lambda part: part.clock)
        self.reached = found.clock
        return found


class Lane:
    """Work of one kind, `width` at a time; at most `longest` requests wait, and at most `own` of one tab."""

    def __init__(self, width: int, longest: int, own: int) -> None:
        self.width, self.longest, self.own = width, longest, own
        self.running = 0
        self._pump_is_due = False
        self._everybody = _Share()

    @property
    def waiting(self) -> int:
        """Requests whose turn has not come."""
        return self._everybody.waiting

    @asynccontextmanager
    async def turn(self, client: Client) -> AsyncIterator[float]:
        """Wait for a turn, have it, and be charged for the time that it took; gives the seconds waited.

        Raises Refused where too much waits.
        """
        asked = time.perf_counter()
        address = self._everybody.part(client.address)
        shares = (self._everybody, address, address.part(client.tab))
        await self._wait(shares)
        began = time.perf_counter()
        try:
            yield began - asked
        finally:
            self._leave(shares, time.perf_counter() - began)

    async def _wait(self, shares: tuple[_Share, _Share, _Share]) -> None:
        _, address, tab = shares
        if tab.waiting >= self.own:
            raise Refused(429)
        if self.waiting >= self.longest:
            self._make_room(address)
        granted = asyncio.get_running_loop().create_future()
        tab.queue.append(granted)
        _count(shares, 1)
        self._pump_soon()
        try:
            await granted
        except asyncio.CancelledError:
            if granted in tab.queue:
                tab.queue.remove(granted)
                _count(shares, -1)
            elif not granted.cancelled() and granted.exception() is None:  # its turn came just then
                self._leave(shares, 0.0)
            raise

    def _make_room(self, newcomer: _Share) -> None:
        """Refuse the newcomer, or else the latest request of the address that has most waiting."""
        longest = max(self._everybody.parts.values(), key=lambda share: share.waiting)
        if newcomer.waiting + 1 >= longest.waiting:
            raise Refused(503)
        tab = max(longest.parts.values(), key=lambda share: share.waiting)
        _count((self._everybody, longest, tab), -1)
        last = tab.queue.pop()
        if not last.done():
            last.set_exception(Refused(503))

    def _leave(self, shares: tuple[_Share, ...], seconds: float) -> None:
        self.running -= 1
        for share in shares[1:]:
            share.clock += seconds
        if self.waiting:
            self._pump_soon()
        elif not self.running:
            self._everybody = _Share()  # who had how much no longer matters

    def _pump_soon(self) -> None:
        """Not at once: what has arrived meanwhile is read first, and takes part."""
        if not self._pump_is_due:
            self._pump_is_due = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        self._pump_is_due = False
        while self.running < self.width and self.waiting:
            address = self._everybody.next()
            tab = address.next()
            _count((self._everybody, address, tab), -1)
            granted = tab.queue.popleft()
            if not granted.done():
                self.running += 1
                granted.set_result(None)


def _count(shares: Iterable[_Share], change: int) -> None:
    for share in shares:
        share.waiting += change
