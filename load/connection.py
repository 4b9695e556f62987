"""A client of HTTP that takes so little of the machine that the server has the rest."""

import asyncio
from typing import NamedTuple


class Answer(NamedTuple):
    """What came back; head is in lower case."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header, or None."""
        _, found, rest = self.head.partition(f"\r\n{name}: ".encode())
        return rest.split(b"\r\n", 1)[0].decode() if found else None


class Connection(asyncio.Protocol):
    """One kept-alive connection, which asks for one thing at a time."""

    def __init__(self, port: int, source: str = "127.0.0.1", address: str = "127.0.0.1") -> None:
        self.port, self.source, self.address = port, source, address
        self.received = bytearray()
        self.answered: asyncio.Future[Answer] | None = None
        self.expected = 0  # bytes of the whole answer, 0 while its head is not complete
        self.head_length = 0

    @classmethod
    async def to(cls, port: int, source: str = "127.0.0.1", address: str = "127.0.0.1") -> "Connection":
        """Connected from and to loopback addresses of this machine."""
        connection = cls(port, source, address)
        await connection._connect()
        return connection

    async def _connect(self) -> None:
        await asyncio.get_running_loop().create_connection(
            lambda: self, self.address, self.port, local_addr=(self.source, 0)
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    async def get(self, path: str, headers: str = "", method: str = "GET") -> Answer:
        """The answer to one request. Raises ConnectionError where there is none."""
        if self.transport.is_closing():  # the server wanted it so, as a browser takes it
            await self._connect()
        self.answered = asyncio.get_running_loop().create_future()
        self.method = method
        self.transport.write(
            f"{method} {path} HTTP/1.1\r\nHost: {self.address}:{self.port}\r\n{headers}\r\n".encode("latin-1")
        )
        return await self.answered

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.expected:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return
            self.head_length = end + 4
            head = bytes(self.received[:end]).lower()
            _, found, length = head.partition(b"\r\ncontent-length: ")
            bodiless = self.method == "HEAD" or head[9:12] == b"304"
            self.expected = self.head_length + (0 if bodiless or not found else int(length.split(b"\r\n", 1)[0]))
        if len(self.received) >= self.expected and self.answered and not self.answered.done():
            head = bytes(self.received[: self.head_length - 2]).lower()
            body = bytes(self.received[self.head_length : self.expected])
            self.received.clear()
            self.expected = 0
            if b"\r\nconnection: close\r\n" in head:
                self.transport.close()
            self.answered.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, error: Exception | None) -> None:
        if self.answered and not self.answered.done() and self.transport.is_closing():  # and not one before it
            self.answered.set_exception(error or ConnectionResetError("closed while an answer was due"))

    def close(self) -> None:
        """End it."""
        self.transport.close()
