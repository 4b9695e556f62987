"""Requests that no client would send, made of an app directly."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The coroutine's result, from an event loop of its own: Playwright keeps one in the tests' own thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


async def status_of(app: Any, path: str, query_string: bytes, stays: bool = True) -> int:
    """The status of an answer; a client that does not stay is gone at once."""
    sent = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        if stays:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": query_string}
    await app(scope, receive, send)
    return sent[0]["status"]
