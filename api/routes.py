"""GET /api/<experiment>?<query>: a result as arrays.

The answer is a function of the query alone, so its ETag is known before anything is computed.
"""

import hashlib
import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from anyio import CapacityLimiter, create_task_group, sleep, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import experiments.query
from api import metrics
from api.encoding import ENCODERS, MEDIA_TYPES
from experiments import EXPERIMENTS, Experiment
from experiments.controls import Choice, Control, Flag
from optimizers import ParameterError
from optimizers.descent import CORES, PROGRESS, Stopped

FORMAT = Choice(name="format", label="format", default="binary", options={name: name for name in ENCODERS})
LIVE = Flag(name="live", label="while a control moves", default=False)


LONGEST_QUEUE = 16 * CORES  # requests that may wait for a worker


@cache
def _workers() -> CapacityLimiter:
    """As many threads as cores: more would only take turns."""
    return CapacityLimiter(CORES)


async def _while_connected(request: Request, compute: Callable[[], bytes]) -> bytes:
    """Run in a worker thread; a client that goes away stops its runs."""
    progress = np.zeros(2, np.int64)
    PROGRESS.set(progress)

    def outcome() -> bytes | Exception:  # a task group would wrap what is raised in it
        try:
            return compute()
        except (ParameterError, Stopped) as error:
            return error

    async with create_task_group() as tasks:

        async def watch() -> None:
            while not await request.is_disconnected():
                await sleep(0.1)
            progress[0] = 1

        tasks.start_soon(watch)
        found = await to_thread.run_sync(outcome, limiter=_workers())
        tasks.cancel_scope.cancel()
    if isinstance(found, Exception):
        raise found
    return found


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
    with the parameter's name and what it accepts, 503 with Retry-After where too many wait already.
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
    metrics.REQUESTS.labels(name, response.status_code).inc()
    metrics.SECONDS.labels(name).observe(time.perf_counter() - began)
    return response


async def _answer(request: Request, experiment: Experiment) -> Response:
    controls = _controls(experiment)
    values = experiments.query.read_strictly(controls, request.scope["query_string"].decode("latin-1")).values
    etag = _etag(experiment.name, experiments.query.write(controls, values))
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Content-Encoding": "identity"}
    if _unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    kind, live = values[FORMAT.name], values[LIVE.name]

    def compute() -> bytes:
        result = experiment.run(values, live)
        _count(experiment.name, result.info.get("runs", []))
        return ENCODERS[kind](result)

    # A few 2-D runs take less time than handing them to a thread; CSV and JSON do not.
    if kind == "binary" and not experiment.heavy:
        return Response(compute(), headers=headers, media_type=MEDIA_TYPES[kind])
    waiting = _workers().statistics().tasks_waiting
    metrics.QUEUE.set(waiting)
    if waiting >= LONGEST_QUEUE:
        return _json(503, {"error": "Too many runs are waiting: try again in a second."}, {"Retry-After": "1"})
    return Response(await _while_connected(request, compute), headers=headers, media_type=MEDIA_TYPES[kind])


def _count(name: str, runs: list[dict[str, Any]]) -> None:
    metrics.RUNS.labels(name).inc(len(runs))
    metrics.DIVERGED.labels(name).inc(sum(run["divergedAt"] is not None for run in runs))


ROUTES = [Route("/api/{experiment}", answer, methods=["GET"])]
