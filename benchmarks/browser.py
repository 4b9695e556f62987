"""Key press to picture, and pictures a second in a drag, in headless Chromium."""

import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from load.served import Served
from tests.install_browser import CHROMIUM_FLAGS, browser_path

PRESSES = 40
BASELINE_PRESSES = 31
DRAG_SECONDS = 3.0

WATCH_PANEL = """
window.times = []; window.frames = []; window.pressed = 0; window.live = 0; window.rested = 0;
addEventListener("keydown", () => { pressed = performance.now(); }, true);
addEventListener("descent:drawn", (event) => {
  if (!event.detail.live) return void (rested += 1);
  live += 1;
  if (!pressed) return;
  const from = pressed;
  pressed = 0;
  times.push(performance.now() - from);
  requestAnimationFrame(() => setTimeout(() => frames.push(performance.now() - from), 0));
});
"""
# A picture is new when the lines of both charts have changed.
WATCH_BASELINE = """
window.times = []; window.pressed = 0; window.changed = new Set();
addEventListener("keydown", () => { pressed = performance.now(); changed.clear(); }, true);
addEventListener("DOMContentLoaded", () => new MutationObserver((mutations) => {
  if (!pressed) return;
  for (const { target } of mutations) {
    const plot = target.closest?.(".js-plotly-plot");
    if (plot && target.closest(".scatterlayer")) changed.add(plot);
  }
  if (changed.size < 2) return;
  times.push(performance.now() - pressed);
  pressed = 0;
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["d"] }));
"""


def _opened(browser: Browser, address: str, watch: str) -> Page:
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.add_init_script(watch)
    page.goto(address)
    return page


def _pressed(page: Page, presses: int, rest: int) -> list[float]:
    """Milliseconds from each key press to its picture."""
    for k in range(presses):
        page.keyboard.press("ArrowLeft" if k < presses * 2 // 3 else "ArrowRight")
        page.wait_for_function(f"times.length > {k}", timeout=20_000)
        page.wait_for_timeout(rest)
    return page.evaluate("times")


def _summary(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


RACE = "runners=" + "~".join(("gradient_descent", "momentum", "nesterov", "rmsprop", "adadelta", "adam"))


def _panel(browser: Browser, address: str, slider: str) -> tuple[list[float], list[float], float]:
    page = _opened(browser, address, WATCH_PANEL)
    page.wait_for_function("rested > 0")
    page.focus(f"input[name={slider}]")
    page.wait_for_timeout(1500)
    times = _pressed(page, PRESSES, 60)
    frames = page.evaluate("frames")
    box = page.locator(f"input[name={slider}]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    page.mouse.down()
    page.evaluate("live = 0; dragged = performance.now()")
    for k in range(10_000):
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.4 * abs(1 - (k / 120) % 2)), middle)
        if k % 20 == 0 and page.evaluate("performance.now() - dragged") > DRAG_SECONDS * 1000:
            break
    rate = page.evaluate("live * 1000 / (performance.now() - dragged)")
    page.mouse.up()
    page.close()
    return times, frames, rate


def _baseline(browser: Browser) -> list[float]:
    server = Served(script="benchmarks/baseline.py")
    try:
        page = _opened(browser, server.url, WATCH_BASELINE)
        page.wait_for_selector(".js-plotly-plot >> nth=1")
        page.wait_for_timeout(2000)
        page.focus("[data-testid=stSlider] input")
        return _pressed(page, BASELINE_PRESSES, 250)
    finally:
        server.stop()


NETWORK = ("bar: ≤ 100 ms", "bar: ≥ 10")
PLANE = ("bar: ≤ 30 ms, ≤ 60 ms", "bar: ≥ 20")
PAGES = {
    "four methods × 1,000 steps, β": ("momentum", "beta"),
    "race of six × 1,000 steps, α": (f"race?{RACE}", "alpha"),
    "five adaptive methods × 1,000 steps, γ": ("adaptive", "gamma"),
    "mini-batches, α": ("sgd", "alpha"),
    "many runs, α": ("ensemble", "alpha"),
    "network, two methods × 2,000 steps, α": ("network", "alpha"),
}


def measure() -> Iterator[tuple[str, str, str]]:
    """Key press to picture on every page, and against a plain Streamlit page of the first."""
    server = Served(WEB_CONCURRENCY="1")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=CHROMIUM_FLAGS)
            found = {what: _panel(browser, f"{server.url}/{at}", slider) for what, (at, slider) in PAGES.items()}
            slow = _baseline(browser)
            browser.close()
    finally:
        server.stop()
    for what, (times, frames, rate) in found.items():
        press, drag = NETWORK if "network" in what else PLANE
        yield f"{what}: key press → drawn", "{:.1f} ms, p95 {:.1f} ms".format(*_summary(times)), press
        yield "    the frame after", "{:.1f} ms, p95 {:.1f} ms".format(*_summary(frames)), ""
        yield "    drawings a second in a drag", f"{rate:.1f}", drag
    first = statistics.median(found[next(iter(PAGES))][0])
    yield "the first by st.slider and st.plotly_chart", "{:.0f} ms, p95 {:.0f} ms".format(*_summary(slow)), ""
    yield "    how many times faster", f"{statistics.median(slow) / first:.1f} ×", "bar: ≥ 5 ×"
