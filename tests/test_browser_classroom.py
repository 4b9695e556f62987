"""A class as a browser sees it: a busy server, a proxy that cuts WebSockets, two processes behind one address."""

import asyncio
import threading

import pytest

from load.served import Served
from tests.browsing import WATCH, at_rest, settled


def pressed(page, key="ArrowLeft"):
    page.focus("input[name=beta]")
    page.keyboard.press(key)


def test_a_busy_server_is_said_and_waited_out_with_the_last_picture_in_view(open_page):
    page = open_page("/momentum")
    at_rest(page)
    asked = []

    def refuse(route):
        asked.append(page.evaluate("performance.now()"))
        route.fulfill(status=503, headers={"Retry-After": "1"}, json={"error": "busy"})

    page.route("**/api/momentum?*", refuse)
    before = page.evaluate("drawn.length")
    for _ in range(5):
        pressed(page)
    page.wait_for_selector(".dl-message:not([hidden])")
    assert "too much to do" in page.inner_text(".dl-message")
    page.wait_for_timeout(2500)
    assert page.evaluate("drawn.length") == before
    assert len(asked) <= 4  # once a second, whatever was pressed
    page.unroute("**/api/momentum?*")
    settled(page, "beta=0.875")
    page.wait_for_selector(".dl-message", state="hidden")


class Proxy:
    """Passes bytes on; `cuts` WebSockets where told to, old and new."""

    def __init__(self, port):
        self.target, self.cuts, self.sockets = port, False, []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self.do(asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    def do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def serve(self, reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self.pass_on(reader, back, writer), self.pass_on(there, writer))

    async def pass_on(self, source, sink, client=None):
        try:
            while data := await source.read(65536):
                if client and b"/_stcore/stream" in data:
                    if self.cuts:
                        client.close()
                        break
                    self.sockets.append(client)
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        sink.close()

    def cut(self):
        self.cuts = True
        for client in self.sockets:
            self.loop.call_soon_threadsafe(client.close)

    def stop(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


@pytest.fixture
def proxy(server):
    running = Proxy(server.port)
    yield running
    running.stop()


def test_dragging_goes_on_where_a_proxy_cuts_websockets_and_the_link_follows_when_it_stops(chromium, proxy):
    context = chromium.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    try:
        page.goto(proxy.url + "/momentum")
        page.wait_for_function("drawn.some((d) => !d.live)", timeout=30_000)
        proxy.cut()
        pressed(page)
        page.wait_for_function("drawn.at(-1).query === 'beta=0.895'")
        pressed(page)
        page.wait_for_function("drawn.at(-1).query === 'beta=0.89'")
        proxy.cuts = False
        page.wait_for_function("location.search === '?beta=0.89'", timeout=30_000)
    finally:
        context.close()


def test_two_processes_are_one_site(chromium):
    served = Served(WEB_CONCURRENCY="2")
    failed = []
    try:
        for path in ("/momentum?beta=0.5", "/classroom?link=momentum", "/sgd", "/momentum?beta=0.6"):
            context = chromium.new_context()
            page = context.new_page()
            page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
            page.goto(served.url + path)
            page.wait_for_selector(".dl-host, [data-testid=stTextInput]", timeout=30_000)
            page.wait_for_load_state("networkidle")
            context.close()
    finally:
        served.stop()
    # Streamlit's page looks for its server below its own address first.
    assert [url for url in failed if "/_stcore/" not in url] == []
