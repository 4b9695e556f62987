"""What tests share: a running app, and a browser to look at it."""

import os
from collections.abc import Iterator

import pytest

from load.served import Served
from tests.browsing import WATCH
from tests.install_browser import CHROMIUM_FLAGS, browser_path


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    running = Served(WEB_CONCURRENCY="1")
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


@pytest.fixture
def open_page(server: Served, chromium) -> Iterator:
    """open_page(path, **context options): a page whose panel has drawn.

    It must end without errors, and nothing may be loaded from another host.
    """
    contexts, problems = [], []
    own = (server.url, "blob:" + server.url, "data:", server.url.replace("http", "ws"))

    def opened(path: str, **options):
        context = chromium.new_context(**({"viewport": {"width": 1366, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: problems.append(request.url) if not request.url.startswith(own) else None)
        page.add_init_script(WATCH)
        page.goto(server.url + path)
        page.wait_for_function("drawn.some((d) => !d.live)", timeout=30_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
