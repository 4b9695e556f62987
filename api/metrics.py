"""What the API did, in the Prometheus format at /metrics (Streamlit's own is at /_stcore/metrics)."""

import os
import re
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

REGISTRY = CollectorRegistry()
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("descent_requests", "API requests", ["experiment", "status"], registry=REGISTRY)
SECONDS = Histogram("descent_request_seconds", "Time to an answer", ["experiment"], buckets=BUCKETS, registry=REGISTRY)
RUNS = Counter("descent_runs", "Runs of an optimizer", ["experiment"], registry=REGISTRY)
DIVERGED = Counter("descent_diverged_runs", "Runs that left the finite numbers", ["experiment"], registry=REGISTRY)
REFUSED = Counter("descent_refused_requests", "Requests refused for now", ["experiment", "status"], registry=REGISTRY)
QUEUE = Gauge(
    "descent_queue", "Requests that wait for their turn", ["lane"], registry=REGISTRY, multiprocess_mode="livesum"
)
_request_of, _queue_of = cache(REQUESTS.labels), cache(QUEUE.labels)  # the look-up takes longer than the counting
_seconds_of = cache(SECONDS.labels)


def note(experiment: str, status: int, seconds: float, **waiting: int) -> None:
    """An answer: its status, how long it took, and how many requests wait in each lane now."""
    _request_of(experiment, status).inc()
    _seconds_of(experiment).observe(seconds)
    for lane, count in waiting.items():
        _queue_of(lane).set(count)


# Where there are several processes, prometheus_client keeps what each of them counts in files here.
SHARED = os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def forget_the_dead() -> None:
    """A process that ended no longer has a queue; what it counted stays."""
    for path in Path(SHARED).glob("gauge_live*.db") if SHARED else ():
        pid = int(re.findall(r"\d+", path.stem)[-1])
        if not Path(f"/proc/{pid}").exists():
            mark_process_dead(pid)


def _all_processes() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


async def metrics(_request: Request) -> Response:
    """All of it, of all processes."""
    return Response(generate_latest(_all_processes() if SHARED else REGISTRY), media_type=CONTENT_TYPE_LATEST)


ROUTES = [Route("/metrics", metrics)]
