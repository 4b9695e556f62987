"""Every page in a real browser: it draws, follows a key press, fits a phone, is reached by keyboard."""

import json
import urllib.request

import pytest

from experiments import EXPERIMENTS
from tests.browsing import at_rest, settled

PAGES = [name for name, experiment in EXPERIMENTS.items() if experiment.facts.get("views")]
EVERY = pytest.mark.parametrize("page_name", PAGES)


@EVERY
def test_a_key_press_on_every_slider_is_drawn_and_reaches_the_address_bar(open_page, page_name):
    page = open_page(f"/{page_name}")
    sliders = page.locator(".dl-controls input[type=range]:visible")
    for k in range(sliders.count()):
        before = page.evaluate("drawn.length")
        sliders.nth(k).focus()
        page.keyboard.press(sliders.nth(k).evaluate("(e) => e.value === e.max ? 'ArrowLeft' : 'ArrowRight'"))
        page.wait_for_function(f"drawn.length > {before} && !drawn.at(-1).live", timeout=20_000)
    query = at_rest(page)
    assert query
    settled(page, query)


# A canvas that nothing was drawn on has 150 pixels.
FITS = """() => [...document.querySelectorAll(".dl-plotly")].filter((e) => e.offsetParent).every((e) =>
  e.querySelector(".main-svg").clientHeight === e.clientHeight
  && [...e.parentElement.querySelectorAll(".dl-overlay")].every((c) => [150, e.clientHeight].includes(c.height)))"""


@EVERY
def test_pictures_follow_the_height_of_the_window(open_page, page_name):
    page = open_page(f"/{page_name}")
    at_rest(page)
    plot = page.locator(".dl-plotly").first
    before = plot.bounding_box()["height"]
    page.set_viewport_size({"width": 1366, "height": 1100})
    page.wait_for_function(FITS)
    assert plot.bounding_box()["height"] > before


@EVERY
def test_a_phone_sized_window_shows_everything_without_sideways_scrolling(open_page, page_name):
    page = open_page(f"/{page_name}", viewport={"width": 390, "height": 844}, has_touch=True)
    assert page.evaluate("document.querySelector('.dl-panel').scrollWidth <= innerWidth")
    facts = EXPERIMENTS[page_name].facts
    playback = ["playback"] if facts.get("playback", True) else []
    for name in (*facts["views"], *playback, "controls"):
        box = page.locator(f".dl-{name.split(':')[-1]}").last.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390.5


INK = "(selector) => getComputedStyle(document.querySelector(selector)).color"


def test_the_panel_follows_the_theme(open_page):
    page = open_page("/momentum", color_scheme="light")
    light = page.evaluate(INK, ".dl-panel")
    assert light == page.evaluate(INK, ".stApp")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({INK})('.dl-panel') !== '{light}'")
    assert page.evaluate(INK, ".dl-panel") == page.evaluate(INK, ".stApp")
    font = "document.querySelector('.dl-loss .dl-plotly').layout.font.color"
    ink = "getComputedStyle(document.querySelector('.dl-panel')).getPropertyValue('--st-text-color').trim()"
    page.wait_for_function(f"{font} === {ink}")


@EVERY
def test_every_control_is_reached_by_tab_and_has_a_name(open_page, page_name):
    page = open_page(f"/{page_name}")
    page.locator(".dl-presets button").first.focus()
    page.evaluate(
        "addEventListener('focusin', (e) => (window.reached ??= []).push(e.target.name || e.target.className))"
    )
    for _ in range(90):
        page.keyboard.press("Tab")
    reached = {*page.evaluate("reached")}
    shown = page.eval_on_selector_all(
        ".dl-controls :is(input[type=range], select), .dl-playback input",
        "(inputs) => inputs.filter((e) => e.offsetParent).map((e) => e.name)",
    )
    start = {"dl-start"} & {c.name.replace("start", "dl-start") for c in EXPERIMENTS[page_name].controls}
    assert {*shown} | start <= reached
    unnamed = page.evaluate(
        """[...document.querySelectorAll('.dl-panel :is(input, select, button)')].filter((e) =>
             !e.labels?.length && !e.getAttribute('aria-label') && !e.textContent.trim() && !e.title
             && !e.closest('label')).map((e) => e.outerHTML)"""
    )
    assert unnamed == []


@EVERY
def test_every_preset_is_drawn(open_page, page_name):
    page = open_page(f"/{page_name}")
    for preset in EXPERIMENTS[page_name].facts["presets"]:
        before = page.evaluate("drawn.length")
        page.locator(".dl-presets button", has_text=preset["label"]).first.click()
        page.wait_for_function(f"drawn.length > {before} && !drawn.at(-1).live")
        assert page.inner_text(".dl-words") == preset["words"]
        assert page.is_hidden(".dl-message")


def test_choosing_a_landscape_moves_start_and_view_there(open_page):
    page = open_page("/race?start=1,1")
    page.select_option("select[name=landscape]", "himmelblau")
    settled(page, "landscape=himmelblau")
    ranges = page.evaluate(
        "(l => [l.xaxis.range, l.yaxis.range])(document.querySelector('.dl-landscape .dl-plotly').layout)"
    )
    assert ranges == [[-6, 6], [-6, 6]]
    assert "-0.3000, −0.9000" in page.get_attribute(".dl-start", "aria-label").replace("−0.3", "-0.3")


def test_runners_are_added_set_duplicated_and_removed(open_page):
    page = open_page("/race?runners=gradient_descent")
    page.click("button[data-do=add]")
    settled(page, "runners=gradient_descent~momentum")
    page.fill("[data-control=beta] .dl-box", "0.5")
    page.keyboard.press("Enter")
    settled(page, "runners=gradient_descent~momentum,beta:0.5")
    page.click("button[data-do=duplicate]")
    settled(page, "runners=gradient_descent~momentum,beta:0.5~momentum,beta:0.5")
    page.select_option("select[name=method]", "adam")
    settled(page, "runners=gradient_descent~momentum,beta:0.5~adam")
    page.click(".dl-runners .dl-method >> nth=0")
    page.click("button[data-do=remove]")
    settled(page, "runners=momentum,beta:0.5~adam")
    assert page.locator(".dl-runners .dl-method").count() == 2


def test_a_bad_number_of_a_runner_is_refused_and_the_last_picture_stays(open_page):
    page = open_page("/race?runners=momentum")
    before = page.evaluate("document.querySelector('.dl-loss .dl-plotly').data[0].y.length")
    page.fill("[data-control=beta] .dl-box", "1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dl-wrong")
    assert "beta as a finite number ≥ 0 and < 1" in page.inner_text(".dl-wrong")
    assert page.evaluate("document.querySelector('.dl-loss .dl-plotly').data[0].y.length") == before


def test_adams_equations_follow_its_switches(open_page):
    page = open_page("/adaptive")
    assert page.locator(".dl-equations .dl-line").count() == 5
    page.uncheck("input[name=bias_correction]")
    at_rest(page)
    assert page.locator(".dl-equations .dl-line").count() == 3
    page.check("input[name=epsilon_inside]")
    at_rest(page)
    assert "(4.21)" in page.inner_text(".dl-equations")


def test_a_sample_is_dragged_and_everything_follows(open_page):
    page = open_page("/sgd")
    spot = page.evaluate(
        """() => { const plot = document.querySelector('.dl-landscape .dl-plotly'), l = plot._fullLayout;
            const b = plot.getBoundingClientRect();
            return [b.x + l._size.l + l.xaxis.d2p(3), b.y + l._size.t + l.yaxis.d2p(1)]; }"""
    )
    page.mouse.move(*spot)
    page.mouse.down()
    page.mouse.move(spot[0] + 60, spot[1] - 40, steps=6)
    assert page.evaluate("drawn.at(-1).live")
    page.mouse.up()
    query = at_rest(page)
    assert query.startswith("points=1,1,1~2,0,2~")
    assert "start" not in query
    settled(page, query)


def test_a_click_adds_a_sample_where_that_is_on(open_page):
    page = open_page("/noise")
    page.check(".dl-adding")
    plot = page.locator(".dl-landscape .nsewdrag").bounding_box()
    page.mouse.click(plot["x"] + plot["width"] * 0.8, plot["y"] + plot["height"] * 0.3)
    query = at_rest(page)
    assert query.count("~") == 5
    page.click("[data-control=points] button[data-do=remove]")
    assert at_rest(page).count("~") == 4


def test_a_batch_larger_than_the_samples_is_refused_beside_its_control(open_page):
    page = open_page("/sgd")
    page.fill("[data-control=batch_size] .dl-box", "9")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-control=batch_size] .dl-wrong")
    assert "from 1 to 5" in page.inner_text(".dl-wrong")
    assert page.locator(".dl-landscape .scatterlayer path").count() > 0


def test_the_drawn_samples_of_the_marked_step_are_named(open_page, server):
    page = open_page("/sgd?batch_size=2&at=7")
    with urllib.request.urlopen(f"{server.url}/api/sgd?batch_size=2&format=json") as answer:
        draws = json.load(answer)["arrays"]["focus.draws"]
    assert page.inner_text(".dl-draws .dl-title") == f"Step t = 7 draws {', '.join(str(i + 1) for i in draws[7])}"


def test_a_long_training_says_so_and_can_be_given_up(open_page):
    page = open_page("/network?hidden=32,32&methods=adam")
    page.fill("[data-control=steps] .dl-box", "200000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dl-waiting", state="visible")
    page.click(".dl-waiting button")
    page.wait_for_selector(".dl-waiting", state="hidden")
    assert page.is_hidden(".dl-message")
    page.fill("[data-control=steps] .dl-box", "300")
    page.keyboard.press("Enter")
    settled(page, "methods=adam&hidden=32,32&steps=300")


def test_a_lessons_link_hides_controls_and_keeps_hiding_them(open_page):
    page = open_page("/momentum?beta=0.5&hide=alpha,steps")
    assert page.is_hidden("[data-control=alpha]")
    assert page.is_visible("[data-control=beta]")
    page.focus("input[name=beta]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('beta=0.505') && location.search.includes('hide=alpha')")
    assert page.is_hidden("[data-control=alpha]")


def test_on_the_projector_the_panel_stands_alone_and_larger(open_page):
    page, projected = open_page("/momentum"), open_page("/momentum?projector=1")
    at_rest(page)
    at_rest(projected)
    for words in (".dl-caption", ".dl-method output", ".dl-loss .xtick text", ".dl-landscape .ytitle"):
        size = f"parseFloat(getComputedStyle(document.querySelector('{words}')).fontSize)"
        assert projected.evaluate(size) >= 1.25 * page.evaluate(size)
    assert projected.locator("h4", has_text="How the runs ended").count() == 0


def test_the_classroom_shows_a_code_for_the_page_it_is_given(open_page, server):
    page = open_page("/momentum?beta=0.5")
    page.goto(page.get_attribute("a[href*='classroom?link=']", "href").replace("classroom", f"{server.url}/classroom"))
    page.wait_for_selector("img[alt='QR code of the link']")
    assert f"{server.url}/momentum?beta=0.5" in page.inner_text(".stMain")
    assert page.locator("text=What to look for").count() == 7
