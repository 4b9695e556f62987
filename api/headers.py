"""Headers that every answer carries."""

import os

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Everything comes from here. Streamlit runs a component's script as a blob and styles inline, and
# plotly.js makes the functions that draw surfaces at run time.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' ws: wss:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    # Who may show the app in a frame: a course site sets FRAME_ANCESTORS to its own address.
    "frame-ancestors": os.environ.get("FRAME_ANCESTORS") or "'self'",
}
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", "; ".join(f"{name} {sources}" for name, sources in POLICY.items()).encode()),
]
REVALIDATED = (b"cache-control", b"no-cache")


class SecurityHeaders:
    """ASGI middleware: nothing from elsewhere, no guessing of media types, no addresses sent to other sites.

    The modules under /live are revalidated on every load, so that a new version is never mixed
    with an old one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, adding the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                live = scope["path"].startswith("/live/")
                own = [*HEADERS, REVALIDATED] if live else HEADERS
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(header for header in own if header[0] not in given)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
