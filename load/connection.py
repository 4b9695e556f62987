"""A client of HTTP that takes so little of the machine that the server has the rest."""

import asyncio
from typing import NamedTuple


class Answer(NamedTuple):
    """What came back; head is in lower case."""

    status: int
    head: bytes
    parts: list[bytes]  # of the body, as they came: joining them is left to who reads it

    @property
    def body(self) -> bytes:
        """The whole of it."""
        return b"".join(self.parts)

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return sum(map(len, self.parts))

    def header(self, name: str) -> str | None:
        """The value of a header, or None."""
        _, found, rest = self.head.partition(f"\r\n{name}: ".encode())
        return rest.split(b"\r\n", 1)[0].decode() if found else None


class Connection(asyncio.Protocol):
    """One kept-alive connection, which asks for one thing at a time."""

    def __init__(self, port: int, source: str = "127.0.0.1", address: str = "127.0.0.1") -> None:
        self.port, self.source, self.address = port, source, address
        self.answered: asyncio.Future[Answer] | None = None
        self.head, self.parts = b"", []
        self.due: int | None = None  # bytes of the body that are to come; None while the head is not complete

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
        if self.due is None:
            self.head += data
            head, found, data = self.head.partition(b"\r\n\r\n")
            if not found:
                return
            self.head = head.lower() + b"\r\n"
            self.due = self._body_length()
        if data:
            self.parts.append(data)
            self.due -= len(data)
        if self.due <= 0 and self.answered and not self.answered.done():
            answer = Answer(int(self.head[9:12]), self.head, self.parts)
            self.head, self.parts, self.due = b"", [], None
            if b"\r\nconnection: close\r\n" in answer.head:
                self.transport.close()
            self.answered.set_result(answer)

    def _body_length(self) -> int:
        _, found, rest = self.head.partition(b"\r\ncontent-length: ")
        bodiless = self.method == "HEAD" or self.head[9:12] == b"304"
        return 0 if bodiless or not found else int(rest.split(b"\r\n", 1)[0])

    def connection_lost(self, error: Exception | None) -> None:
        if self.answered and not self.answered.done() and self.transport.is_closing():  # and not one before it
            self.answered.set_exception(error or ConnectionResetError("closed while an answer was due"))

    def close(self) -> None:
        """End it."""
        self.transport.close()
