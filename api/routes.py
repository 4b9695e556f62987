"""GET /api/<experiment>?<query>: a result as arrays.

The answer is a function of the query alone, so its ETag is known before anything is computed.
"""

import asyncio
import hashlib
import json
import random
import time
from pathlib import Path
from typing import Any

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

import experiments.query
from api import metrics
from api.encoding import ENCODERS, MEDIA_TYPES
from api.turns import Client, Refused
from api.work import HEAVY, LIGHT, PROCESSES, at_once, while_connected
from experiments import EXPERIMENTS, Experiment
from experiments.controls import Choice, Control, Flag
from optimizers import ParameterError
from optimizers.descent import Stopped

FORMAT = Choice(name="format", label="format", default="binary", options={name: name for name in ENCODERS})
LIVE = Flag(name="live", label="while a control moves", default=False)


# Where answers wait, some connections are closed, the more the longer: the process that has time accepts
# them again. The kernel deals connections out unevenly, 85 to 15 of 100 at times.
CROWDED = 0.02  # seconds waited
FEW_STEPS = 2000
PAUSE = 0.25  # seconds, about, before a refusal: asked again at once, the server would be busy saying no
TAB = "x-tab"
BUSY = {
    429: "Too many of your requests are waiting: try again in a second.",
    503: "Too many requests are waiting: try again in a second.",
}


def _source_digest() -> bytes:
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for package in ("landscapes", "optimizers", "experiments", "api"):
        for path in sorted((root / package).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()


_SOURCES = _source_digest()


def _etag(name: str, canonical: str) -> str:
    return f'"{hashlib.sha256(_SOURCES + f"{name}?{canonical}".encode()).hexdigest()[:32]}"'


def _json(status: int, body: dict[str, str], headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, headers, media_type="application/json")


def _refusal(error: ParameterError) -> Response:
    return _json(422, {"parameter": error.name, "accepts": error.accepts, "error": str(error)})


def _controls(experiment: Experiment) -> tuple[Control, ...]:
    return (*experiment.controls, FORMAT, LIVE)


def _unchanged(request: Request, etag: str) -> bool:
    held = request.headers.get("if-none-match", "")
    return etag in (tag.strip().removeprefix("W/") for tag in held.split(","))


async def answer(request: Request) -> Response:
    """Run the experiment that the path names on the query, and encode what it found.

    200 with the arrays, 304 where the client holds this answer, 404 for an unknown experiment, 422
    with the parameter's name and what it accepts, 429 with Retry-After where this client has too much
    waiting, 503 where everybody has.
    """
    name, began = request.path_params["experiment"], time.perf_counter()
    experiment = EXPERIMENTS.get(name)
    if experiment is None:
        return _json(404, {"error": f"no such experiment; there are {', '.join(EXPERIMENTS)}"})
    try:
        response = await _answer(request, experiment)
    except ParameterError as error:
        response = _refusal(error)
    except Stopped:
        response = Response(status_code=499)  # nobody is there to read it
    except Refused as refused:
        metrics.REFUSED.labels(name, refused.status).inc()
        await asyncio.sleep(PAUSE * (0.5 + random.random()))  # nor all at once
        response = _json(refused.status, {"error": BUSY[refused.status]}, {"Retry-After": "1"})
    metrics.note(name, response.status_code, time.perf_counter() - began, light=LIGHT.waiting, heavy=HEAVY.waiting)
    return response


async def _answer(request: Request, experiment: Experiment) -> Response:
    controls = _controls(experiment)
    values = experiments.query.read_strictly(controls, request.scope["query_string"].decode("latin-1")).values
    etag = _etag(experiment.name, experiments.query.write(controls, values))
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if _unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    kind, live = values[FORMAT.name], values[LIVE.name]

    def compute() -> bytes:
        result = experiment.run(values, live)
        _count(experiment.name, result.info.get("runs", []))
        return ENCODERS[kind](result)

    client = Client(request.client.host if request.client else "", request.headers.get(TAB, "")[:36])
    if _takes_a_moment(experiment, values):
        body, waited = await at_once(client, compute)
    else:
        body, waited = await while_connected(request, client, compute)
    if PROCESSES > 1 and waited > CROWDED and random.random() < min(0.5, 2.0 * waited):
        headers["Connection"] = "close"
    return Response(body, headers=headers, media_type=MEDIA_TYPES[kind])


def _takes_a_moment(experiment: Experiment, values: dict[str, Any]) -> bool:
    """A few 2-D runs of some steps do; what CSV and JSON take to write does not."""
    return not experiment.heavy and values[FORMAT.name] == "binary" and values.get("steps", 0) <= FEW_STEPS


def _count(name: str, runs: list[dict[str, Any]]) -> None:
    metrics.RUNS.labels(name).inc(len(runs))
    metrics.DIVERGED.labels(name).inc(sum(run["divergedAt"] is not None for run in runs))


ROUTES = [Route("/api/{experiment}", answer, methods=["GET"])]


class Api:
    """ASGI middleware: answers /api itself, before what Streamlit does for pages.

    Cookies, compression and its routes would be an eighth of an answer's time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.router = app, ExceptionMiddleware(Router(ROUTES, redirect_slashes=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request below /api/; pass on all else."""
        ours = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (self.router if ours else self.app)(scope, receive, send)
