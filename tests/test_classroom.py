"""Lessons, metrics and an overloaded server."""

import asyncio
import socket
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api import metrics, routes, work
from api.turns import Lane
from lessons import LessonError, lessons
from tests.asgi import run, status_of
from tests.test_pages import page_alone

client = TestClient(Starlette(routes=[*routes.ROUTES, *metrics.ROUTES]))

GOOD = """
[[lesson]]
section = "4.1"
title = "Speed"
page = "momentum"
query = "beta=0.5"
hide = ["alpha"]
objective = "o"
predict = "p"
look_for = "l"
"""


def read(tmp_path, text):
    path = tmp_path / "lessons.toml"
    path.write_text(text)
    return lessons(path)


def test_the_lessons_that_come_with_the_app_are_valid_and_cover_every_section():
    assert {lesson.section for lesson in lessons()} == {"4.1", "4.2", "4.3", "4.4", "4.5"}


def test_a_lesson_is_a_link(tmp_path):
    (lesson,) = read(tmp_path, GOOD)
    assert lesson.link == "momentum?beta=0.5&hide=alpha"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('title = "Speed"', ""), "lesson 1: title accepts a text"),
        (('page = "momentum"', 'page = "alchemy"'), r"lesson 1 \(Speed\): page accepts one of"),
        (("beta=0.5", "beta=2"), r"lesson 1 \(Speed\): query: beta accepts"),
        (('hide = ["alpha"]', 'hide = ["alfa"]'), r"lesson 1 \(Speed\): hide accepts a list of"),
        (('hide = ["alpha"]', 'hidden = ["alpha"]'), "there is no field 'hidden'"),
        (("[[lesson]]", "[[lesson"), "is not TOML"),
        (("[[lesson]]", "[[lessons]]"), r"accepts blocks that begin with \[\[lesson\]\]"),
    ],
)
def test_a_broken_lesson_file_is_named_with_what_is_wrong(tmp_path, change, words):
    with pytest.raises(LessonError, match=words):
        read(tmp_path, GOOD.replace(*change))


def test_a_missing_lesson_file_is_named(tmp_path):
    with pytest.raises(LessonError, match="cannot be read"):
        lessons(tmp_path / "lessons.toml")


def test_the_classroom_page_shows_lessons_and_the_link_given():
    test = page_alone("classroom.py", link="momentum?beta=0.5")
    assert not test.exception
    assert any("/momentum?beta=0.5" in html.proto.body for html in test.get("html"))


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("http://localhost:8501/classroom", True),
        ("http://127.0.0.1:8501/classroom", True),
        ("http://[::1]:8501/classroom", True),
        ("http://192.168.1.20:8501/classroom", False),
        ("https://lab.school.example/classroom", False),
    ],
)
def test_an_address_that_no_student_can_open_is_said_to_be_one(monkeypatch, address, warned):
    monkeypatch.setattr(type(st.context), "url", address)
    assert ["Only this machine" in warning.value for warning in page_alone("classroom.py").warning] == [True] * warned


def test_metrics_count_requests_runs_and_refusals():
    def count(line):
        text = client.get("/metrics").text
        return next((float(row.split()[-1]) for row in text.splitlines() if row.startswith(line)), 0.0)

    names = (
        'descent_requests_total{experiment="momentum",status="200"}',
        'descent_requests_total{experiment="momentum",status="422"}',
        'descent_runs_total{experiment="momentum"}',
        'descent_diverged_runs_total{experiment="momentum"}',
        'descent_request_seconds_count{experiment="momentum"}',
    )
    before = [count(name) for name in names]
    client.get("/api/momentum?steps=10")
    client.get("/api/momentum?steps=50&alpha=5&methods=gradient_descent")
    client.get("/api/momentum?beta=1")
    assert [count(name) - b for name, b in zip(names, before, strict=True)] == [2, 1, 5, 1, 3]


def test_a_full_queue_is_answered_with_when_to_come_back(monkeypatch):
    monkeypatch.setattr(work, "HEAVY", Lane(width=1, longest=0, own=1))
    answer = client.get("/api/network")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert 'descent_refused_requests_total{experiment="network",status="503"} 1.0' in client.get("/metrics").text
    assert client.get("/api/momentum").status_code == 200  # what takes a moment is answered all the same


def test_many_heavy_requests_of_one_tab_are_all_answered():
    async def many():
        queries = [f"seed={k}&steps=50&runs=20".encode() for k in range(30)]
        return await asyncio.gather(*(status_of(client.app, "/api/ensemble", query) for query in queries))

    assert set(run(many())) == {200, 429}


def test_every_answer_says_where_content_may_come_from(server):
    for path in ("/", "/momentum", "/api/momentum", "/live/panel.js", "/_stcore/health", "/nowhere"):
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(server.url + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'self'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/live/../app.py", "/live/%2e%2e/app.py", "/live/..%2fapp.py", "/live//etc/passwd"])
def test_static_routes_lead_nowhere_else(server, path):
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"import streamlit" not in answer
    assert b"root:" not in answer
