"""The Momentum page as a person uses it, in a real browser."""

import json
import re
import urllib.request

import pytest

from load.served import Served
from tests.browsing import WATCH, at_rest, settled

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def plotted(page, figure):
    """What Plotly holds at rest: the names and points of the traces of a figure."""
    return page.evaluate(
        """(figure) => document.querySelector(`.dl-${figure} .dl-plotly`).data
             .filter((t) => t.type === "scatter").map((t) => [t.name, Array.from(t.x), Array.from(t.y)])""",
        figure,
    )


def api(server, query):
    with urllib.request.urlopen(f"{server.url}/api/momentum?{query}&format=json") as answer:
        return json.load(answer)


def test_a_key_press_on_beta_is_drawn_and_reaches_the_address_bar(open_page):
    page = open_page("/momentum")
    page.focus("input[name=beta]")
    page.keyboard.press("ArrowLeft")
    settled(page, "beta=0.895")
    assert page.input_value("[data-control=beta] .dl-box") == "0.895"
    assert page.evaluate("drawn.some((d) => d.live && d.query === 'beta=0.895')")


def test_a_drag_draws_while_the_pointer_moves_with_one_request_in_flight(open_page):
    page = open_page("/momentum")
    flying, most = [], []

    def started(request):
        if "/api/momentum" in request.url:
            flying.append(request)
            most.append(len(flying))

    def finished(request):
        if request in flying:
            flying.remove(request)

    page.on("request", started)
    page.on("requestfinished", finished)
    box = page.locator("input[name=beta]").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.9, y)
    page.mouse.down()
    for k in range(40):
        page.mouse.move(box["x"] + box["width"] * (0.9 - k / 60), y)
    page.wait_for_timeout(100)
    value = page.input_value("[data-control=beta] .dl-box")
    live = page.evaluate("drawn.filter((d) => d.live).map((d) => d.query)")
    assert len(set(live)) >= 10
    assert live[-1] == f"beta={value}"
    assert page.evaluate("location.search") == ""
    page.mouse.up()
    settled(page, f"beta={value}")
    assert max(most) == 1


def test_the_start_is_dragged_clicked_and_moved_by_keys(open_page):
    page = open_page("/momentum")
    handle = page.locator(".dl-start")
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] - 60, steps=8)
    assert page.evaluate("drawn.at(-1).live")
    page.mouse.up()
    dragged = at_rest(page)
    assert re.fullmatch(r"start=-?[\d.]+,-?[\d.]+", dragged)

    plot = page.locator(".dl-landscape .nsewdrag").bounding_box()
    page.mouse.click(plot["x"] + plot["width"] / 2, plot["y"] + plot["height"] / 2)
    clicked = at_rest(page)
    first, second = map(float, clicked.removeprefix("start=").split(","))
    assert (first, second) == pytest.approx((0.2, 0.5), abs=0.02)  # the middle of the view

    handle.focus()
    page.keyboard.press("ArrowRight")
    moved = at_rest(page)
    assert float(moved.removeprefix("start=").split(",")[0]) == pytest.approx(first + 0.028, abs=0.002)
    settled(page, moved)


def test_playback_needs_no_server(open_page):
    page = open_page("/momentum")
    requests = []
    page.on("request", lambda r: requests.append(r.url) if "/api/" in r.url else None)
    page.locator("h3").first.click()
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".dl-playback output") == "t = 21"
    page.keyboard.press("Space")
    page.wait_for_function("parseInt(document.querySelector('.dl-playback output').textContent.slice(4)) > 40")
    page.keyboard.press("Space")
    step = int(page.inner_text(".dl-playback output").removeprefix("t = "))
    settled(page, f"at={step}")
    page.keyboard.press("End")
    settled(page, "at=1000")
    assert "the run ends with step 1000" in page.inner_text(".dl-equations")
    assert requests == []


def test_the_equations_show_the_numbers_of_the_marked_step(open_page, server):
    page = open_page("/momentum?focus=nesterov&at=7")
    arrays = api(server, "focus=nesterov")["arrays"]
    shown = [float(n.replace("−", "-")) for n in page.locator(".dl-numbers .dl-vector mn").all_text_contents()]
    theta, after = arrays["2.params"][7], arrays["2.params"][8]
    v, v_after = arrays["focus.state.v"][7], arrays["focus.state.v"][8]
    point, gradient = arrays["focus.state.q"][7], arrays["focus.gradient"][7]
    expected = [*point, *theta, *v, *v_after, *v, *gradient, *after, *theta, *v_after]
    assert shown == pytest.approx(expected, rel=1e-3)


def test_the_weighted_sum_of_4_3_is_shown_to_be_the_momentum(open_page, server):
    page = open_page("/momentum?at=30")
    lines = page.inner_text(".dl-weights .dl-check").splitlines()
    v = api(server, "")["arrays"]["focus.state.v"][31]
    numbers = [float(n.replace("−", "-")) for line in lines for n in re.findall(r"−?\d+\.\d+", line)]
    assert lines[1].startswith("= v")
    assert numbers == pytest.approx([*v, *v], rel=1e-3)


def test_a_link_reproduces_the_page(open_page):
    query = "methods=momentum,nesterov&alpha=0.0021&beta=0.93&weight_decay=0.01&steps=321&start=-0.5,1.1&at=44"
    first = open_page(f"/momentum?{query}")
    page = open_page("/momentum")
    page.goto(first.url)
    page.wait_for_function("drawn.some((d) => !d.live)")
    for figure in ("landscape", "loss"):
        assert plotted(page, figure) == plotted(first, figure)
    assert page.evaluate("drawn.at(-1).query") == query
    assert page.input_value("input[name=at]") == "44"


def test_at_rest_plotly_has_the_runs_the_api_gives(open_page, server):
    page = open_page("/momentum?methods=gradient_descent&steps=50")
    name, x, y = plotted(page, "landscape")[0]
    expected = api(server, "methods=gradient_descent&steps=50")["arrays"]["0.params"]
    assert name == "Gradient descent"
    assert x == pytest.approx([p[0] for p in expected], rel=1e-6)
    assert y == pytest.approx([p[1] for p in expected], rel=1e-6)


def test_switching_a_method_off_and_the_back_button(open_page):
    page = open_page("/momentum")
    page.uncheck("input[value=gradient_descent]")
    settled(page, "methods=momentum,nesterov,look_ahead_momentum")
    assert [name for name, *_ in plotted(page, "loss")] == ["Momentum", "Nesterov momentum", "Look-ahead momentum"]
    page.go_back()
    page.wait_for_function("document.querySelector('input[value=gradient_descent]').checked")
    settled(page, "")


def test_the_figure_4_1_preset_shows_three_betas(open_page):
    page = open_page("/momentum")
    page.get_by_role("button", name="Figure 4.1").click()
    settled(page, "methods=momentum&compare=0.5,0")
    names = [name for name, *_ in plotted(page, "loss")]
    assert names == ["Momentum, β = 0.9", "Momentum, β = 0.5", "Momentum, β = 0"]


def test_divergence_is_said_with_its_step_and_reason(open_page):
    page = open_page("/momentum?methods=gradient_descent&alpha=0.05")
    words = page.inner_text(".dl-notes")
    assert re.search(r"Gradient descent left the finite numbers at step \d+", words)
    assert "bears α up to 0.001997" in words
    low, high = page.evaluate("document.querySelector('.dl-loss .dl-plotly').layout.yaxis.range")
    assert high - low < 12


def test_a_bad_value_is_refused_and_the_last_picture_stays(open_page):
    page = open_page("/momentum?beta=0.8")
    before = plotted(page, "landscape")
    box = page.locator("[data-control=alpha] .dl-box")
    box.fill("-1")
    box.press("Enter")
    page.wait_for_selector(".dl-wrong")
    assert "alpha accepts a finite number > 0" in page.inner_text(".dl-wrong")
    page.wait_for_timeout(500)
    assert page.evaluate("location.search") == "?beta=0.8"
    assert plotted(page, "landscape") == before
    box.fill("0.002")
    box.press("Enter")
    settled(page, "alpha=0.002&beta=0.8")
    assert page.locator(".dl-wrong").count() == 0


def test_a_bad_link_opens_with_defaults_and_says_what_it_ignored(open_page):
    page = open_page("/momentum?alpha=-1&beta=0.5&colour=red")
    assert page.evaluate("drawn.at(-1).query") == "beta=0.5"
    assert "alpha accepts a finite number > 0" in page.inner_text("[data-testid=stAlert]")
    assert "colour" in page.inner_text("[data-testid=stAlert]")


def test_zooming_is_part_of_the_link_and_can_be_undone(open_page):
    page = open_page("/momentum")
    plot = page.locator(".dl-landscape .nsewdrag").bounding_box()
    page.mouse.move(plot["x"] + 100, plot["y"] + 100)
    page.mouse.down()
    page.mouse.move(plot["x"] + 250, plot["y"] + 220, steps=5)
    page.mouse.up()
    page.wait_for_function("drawn.at(-1).query.startsWith('window=') && !drawn.at(-1).live")
    page.get_by_role("button", name="Whole view").click()
    settled(page, "")


def test_the_panel_says_when_the_server_is_away_and_recovers(chromium):
    server = Served(WEB_CONCURRENCY="1")
    context = chromium.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    try:
        page.goto(server.url + "/momentum")
        page.wait_for_function("drawn.length > 0")
        server.stop()
        page.focus("input[name=beta]")
        page.keyboard.press("ArrowLeft")
        page.wait_for_selector(".dl-message:not([hidden])")
        assert "does not answer" in page.inner_text(".dl-message")
        page.keyboard.press("ArrowLeft")
        server.start()
        page.wait_for_function("drawn.at(-1).query === 'beta=0.89' && !drawn.at(-1).live", timeout=30_000)
        page.wait_for_selector(".dl-message", state="hidden")
        page.wait_for_function("location.search === '?beta=0.89'", timeout=30_000)
    finally:
        context.close()
        server.stop()
