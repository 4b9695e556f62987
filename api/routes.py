"""GET /api/<experiment>?<query>: a result as arrays.

The answer is a function of the query alone, so its ETag is known before anything is computed.
"""

import asyncio
import hashlib
import json
import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from anyio import CancelScope, create_task_group
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

import experiments.query
from api import metrics
from api.encoding import ENCODERS, MEDIA_TYPES
from api.turns import Client, Lane, Refused
from experiments import EXPERIMENTS, Experiment
from experiments.controls import Choice, Control, Flag
from optimizers import ParameterError
from optimizers.descent import CORES, PROGRESS, Stopped

FORMAT = Choice(name="format", label="format", default="binary", options={name: name for name in ENCODERS})
LIVE = Flag(name="live", label="while a control moves", default=False)


PROCESSES = int(os.environ.get("WEB_CONCURRENCY") or 1)
# What takes half a millisecond is quicker done than handed to a thread: one after the other on the event loop.
FEW_STEPS = 2000
LIGHT = Lane(width=1, longest=1024, own=32)
# As many threads as cores, over all processes: more would only take turns.
HEAVY = Lane(width=max(1, CORES // PROCESSES), longest=32, own=4)
PAUSE = 0.25  # seconds, about, before a refusal: asked again at once, the server would be busy saying no
# Where answers wait, some connections are closed: the process that has time accepts them again.
# The kernel deals connections out unevenly, 85 to 15 of 100 at times.
CROWDED, MOVED = 0.02, 0.1  # seconds, share
TAB = "x-tab"
BUSY = {
    429: "Too many of your requests are waiting: try again in a second.",
    503: "Too many requests are waiting: try again in a second.",
}


def _step_back() -> None:
    """Of this thread: answers that take a moment go first where there are too few cores for all."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(HEAVY.width, "runs", _step_back)


async def _while_connected(request: Request, client: Client, compute: Callable[[], bytes]) -> tuple[bytes, float]:
    """Wait for a turn and run in a worker thread: the answer, and the seconds waited.

    A client that goes away stops its runs.
    """
    progress = np.zeros(2, np.int64)
    found: bytes | Exception = Stopped()
    waited = 0.0

    def outcome() -> bytes | Exception:  # a task group would wrap what is raised in it
        PROGRESS.set(progress)
        try:
            return compute()
        except (ParameterError, Stopped) as error:
            return error

    async with create_task_group() as tasks:

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            progress[0] = 1
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        try:
            async with HEAVY.turn(client) as waited:
                with CancelScope(shield=True):
                    found = await asyncio.get_running_loop().run_in_executor(_workers(), outcome)
        except Refused as error:
            found = error
        tasks.cancel_scope.cancel()
    if isinstance(found, Exception):
        raise found
    return found, waited


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
        async with LIGHT.turn(client) as waited:
            body = compute()
    else:
        body, waited = await _while_connected(request, client, compute)
    if PROCESSES > 1 and waited > CROWDED and random.random() < MOVED:
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
        self.app, self.router = app, Router(ROUTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request below /api/; pass on all else."""
        ours = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (self.router if ours else self.app)(scope, receive, send)
