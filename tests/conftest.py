"""What tests share: a running app, and a browser to look at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.install_browser import browser_path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-unsafe-swiftshader",
]


class Server:
    """The app in a process of its own, which can be stopped and started again on the same port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        give_up = time.monotonic() + 120
        while time.monotonic() < give_up:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError("the app did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    executable = browser_path()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("no browser found, and CI skips no browser test")
        pytest.skip("no Chromium or Chrome found; make test installs one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


WATCH = """
window.drawn = [];
addEventListener("descent:drawn", (event) => drawn.push(event.detail));
"""


@pytest.fixture
def open_page(server: Server, chromium) -> Iterator:
    """open_page(path, **context options): a page whose panel has drawn; it must end without errors."""
    contexts, problems = [], []

    def opened(path: str, **options):
        context = chromium.new_context(**({"viewport": {"width": 1366, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.add_init_script(WATCH)
        page.goto(server.url + path)
        page.wait_for_function("drawn.some((d) => !d.live)", timeout=30_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
