"""Which addresses the app goes by, and who may ask it: its own pages, links to it, and programs."""

import os
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


def _foreign(headers: Headers) -> bool:
    """Whether a page of another site makes a visitor's browser ask; following a link is not that."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc != headers.get("host")
    return headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"


class SameOrigin:
    """ASGI middleware: 403 for what another site's page asks of the API. Streamlit checks its WebSocket itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what its own pages, links and programs ask."""
        app = self.app
        if scope["type"] == "http" and scope["path"].startswith("/api/") and _foreign(Headers(scope=scope)):
            app = PlainTextResponse("This is asked by another site's page.", 403)
        await app(scope, receive, send)


def checks() -> list[Middleware]:
    """The middleware that looks at Host and Origin.

    ALLOWED_HOSTS, comma-separated, are the names that the app goes by (*.example covers subdomains);
    without it any, since nobody knows what a teacher's computer is called. Health checks come to localhost.
    """
    hosts = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    known = [Middleware(TrustedHostMiddleware, [*hosts, "localhost", "127.0.0.1"], www_redirect=False)] if hosts else []
    return [*known, Middleware(SameOrigin)]
