"""The ASGI app: pages, /api, static assets, security headers, warm-up.

`python -m deploy.serve` serves it with one process per core, `streamlit run app.py` with one.
"""

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from uvicorn.config import STARTUP_FAILURE

from api import metrics
from api.access_log import log
from api.assets import ROUTES as ASSETS
from api.headers import SecurityHeaders
from api.origin import checks
from api.routes import Api
from experiments import EXPERIMENTS
from experiments.query import read_strictly
from lessons import LessonError, lessons

ROOT = Path(__file__).resolve().parent


def warm_up() -> None:
    """Load every kernel before the first visitor does, compiling what is not on disk."""
    for experiment in EXPERIMENTS.values():
        experiment.run(read_strictly(experiment.controls, "").values, True)


def _check_lessons() -> None:
    """A broken lesson file is known before class: in words, without the traceback that uvicorn would print."""
    try:
        lessons()
    except LessonError as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(STARTUP_FAILURE)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up, and set aside what is loaded by now.

    A full garbage collection would look through it: 50 to 70 ms, holding the GIL.
    """
    metrics.forget_the_dead()
    _check_lessons()
    warm_up()
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    ROOT / "pages" / "navigation.py",
    lifespan=lifespan,
    routes=[*ASSETS, *metrics.ROUTES],
    middleware=[*log(), Middleware(SecurityHeaders), *checks(), Middleware(Api)],
)
