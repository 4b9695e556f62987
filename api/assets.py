"""What the browser loads besides the pages: the panel's modules, and plotly.js as Plotly ships it."""

import gzip
from functools import cache
from pathlib import Path

import plotly
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

LIVE = Path(__file__).resolve().parent.parent / "live"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def _packed_plotly() -> bytes:
    return gzip.compress(PLOTLY.read_bytes(), compresslevel=6, mtime=0)


async def plotly_script(request: Request) -> Response:
    """plotly.js of the installed package, compressed once for all clients (4.8 to 1.5 MB)."""
    etag = f'"{plotly.__version__}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = await run_in_threadpool(_packed_plotly), "gzip"
    else:
        body, headers["Content-Encoding"] = PLOTLY.read_bytes(), "identity"
    return Response(body, headers=headers, media_type="text/javascript")


ROUTES = [
    Route("/live/plotly.min.js", plotly_script),
    Mount("/live", StaticFiles(directory=LIVE)),
]
