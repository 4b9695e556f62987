"""One line of JSON per request, on standard output, where ACCESS_LOG=1 asks for it."""

import json
import os
import time
from datetime import UTC, datetime
from typing import Any

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AccessLog:
    """ASGI middleware: when, who, what, the status, bytes and milliseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what happened is written when it ends, also where it ends in an error."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        line: dict[str, Any] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": (scope.get("client") or ("",))[0],
            "method": scope.get("method", "WEBSOCKET"),
            "path": scope["path"],
            "query": scope["query_string"].decode("latin-1"),
            "status": None,
            "bytes": 0,
        }
        began = time.perf_counter()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                line["status"] = message["status"]
            elif message["type"] == "websocket.accept":
                line["status"] = 101
            line["bytes"] += len(message.get("body") or message.get("bytes") or b"")
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            line["ms"] = round(1000 * (time.perf_counter() - began), 1)
            print(json.dumps(line), flush=True)


def log() -> list[Middleware]:
    """The middleware, where it is asked for."""
    return [Middleware(AccessLog)] if os.environ.get("ACCESS_LOG") == "1" else []
