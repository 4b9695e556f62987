"""Every page runs, and a bad link opens with what was ignored named."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(p.name for p in (ROOT / "pages").glob("*.py") if "panel(" in p.read_text() and p.stem != "panel")


def opened(page, **query):
    test = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    for name, text in query.items():
        test.query_params[name] = text
    test.run()
    return test.switch_page(f"pages/{page}").run() if page else test


def page_alone(page, **query):
    test = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60)
    for name, text in query.items():
        test.query_params[name] = text
    return test.run()


def test_the_home_page_runs():
    assert not opened(None).exception


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_and_warns_of_nothing(page):
    test = page_alone(page)
    assert not test.exception
    assert not test.warning


@pytest.mark.parametrize("page", PAGES)
def test_a_bad_link_opens_and_says_what_was_ignored(page):
    test = page_alone(page, at="-1", colour="red")
    assert not test.exception
    assert "at accepts an integer" in test.warning[0].value
    assert "colour accepts no value" in test.warning[0].value


def test_the_momentum_page_shows_how_its_runs_ended():
    test = page_alone("momentum.py", methods="momentum", beta="0.5")
    table = test.table[0].value
    assert list(table["run"]) == ["Momentum"]
    assert "descend(landscape" in test.code[0].value


def test_the_program_shown_repeats_the_run_shown():
    test = page_alone("momentum.py", methods="nesterov", steps="40", weight_decay="0.1")
    names = {}
    exec(test.code[0].value, names)
    assert f"{names['nesterov'].loss[-1]:.5g}" == test.table[0].value["last loss"][0]
