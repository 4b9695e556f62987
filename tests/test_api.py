"""The HTTP interface: the numbers of `descend`, in three formats, and clear refusals."""

import csv
import io
import json
import struct
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.routes import ROUTES
from experiments import EXPERIMENTS
from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, descend
from optimizers.descent import STOP, Stopped
from tests.asgi import run, status_of

client = TestClient(Starlette(routes=ROUTES))


def get(query, **headers):
    return client.get(f"/api/momentum?{query}", headers=headers)


def info_of(body):
    length = struct.unpack("<Q", body[:8])[0]
    return json.loads(json.loads(body[8 : 8 + length])["__metadata__"]["info"])


def nesterov_run():
    return descend(LANDSCAPES["rosenbrock"], OPTIMIZERS["nesterov"], (0.4, -0.2), 50, alpha=0.002, beta=0.8)


NESTEROV = "methods=nesterov&alpha=0.002&beta=0.8&coupled=0&steps=50"


def test_binary_is_the_trajectory_in_float32():
    answer, expected = get(NESTEROV), nesterov_run()
    arrays = load(answer.content)
    assert answer.headers["content-type"] == "application/octet-stream"
    np.testing.assert_array_equal(arrays["0.params"], expected.params.astype(np.float32))
    np.testing.assert_array_equal(arrays["0.loss"], expected.loss.astype(np.float32))
    np.testing.assert_array_equal(arrays["focus.gradient"], expected.gradient.astype(np.float32))
    assert info_of(answer.content)["runs"][0]["method"] == "nesterov"


def test_csv_is_the_trajectory_in_float64():
    answer, expected = get(NESTEROV + "&format=csv"), nesterov_run()
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv")
    assert [int(row["step"]) for row in rows] == list(range(51))
    assert [float(row["theta_2"]) for row in rows] == list(expected.params[:, 1])
    assert [float(row["v_1"]) for row in rows] == list(expected.state["v"][:, 0])


def test_json_is_the_trajectory_in_float64():
    answer, expected = get(NESTEROV + "&format=json").json(), nesterov_run()
    np.testing.assert_array_equal(answer["arrays"]["0.params"], expected.params)


def test_the_same_query_gives_the_same_bytes_and_etag():
    first, second = get("beta=0.5"), get("beta=0.5")
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]


def test_equal_values_written_differently_share_an_etag():
    assert get("beta=0.50&alpha=1e-3").headers["etag"] == get("beta=0.5").headers["etag"]
    assert get("beta=0.5").headers["etag"] != get("beta=0.6").headers["etag"]
    assert get("").headers["etag"] != get("format=json").headers["etag"]


def test_a_held_answer_is_not_sent_again():
    etag = get("beta=0.5").headers["etag"]
    again = get("beta=0.5", **{"If-None-Match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("alpha=-1", "alpha"),
        ("alpha=nan", "alpha"),
        ("alpha=abc", "alpha"),
        ("alpha=1e999", "alpha"),
        ("beta=1", "beta"),
        ("steps=1e9", "steps"),
        ("steps=20001", "steps"),
        ("start=1", "start"),
        ("methods=newton", "methods"),
        ("alpha=0.1&alpha=0.2", "alpha"),
        ("colour=red", "colour"),
        ("format=xml", "format"),
        ("x=" + "y" * 10_000, "query"),
    ],
)
def test_bad_input_is_refused_with_what_is_accepted(query, parameter):
    answer = get(query)
    assert answer.status_code == 422
    assert answer.json()["parameter"] == parameter
    assert answer.json()["accepts"]
    assert len(answer.text) < 1000


def test_an_unknown_experiment_is_not_found():
    assert client.get("/api/alchemy").status_code == 404


def test_a_diverging_run_is_an_answer():
    answer = get("alpha=0.5&methods=gradient_descent")
    run = info_of(answer.content)["runs"][0]
    arrays = load(answer.content)
    assert answer.status_code == 200
    assert run["divergedAt"] == len(arrays["0.loss"]) - 1
    assert not np.isfinite(arrays["0.loss"][-1])
    assert "1002" in run["reason"]
    assert None in get("alpha=0.5&methods=gradient_descent&format=json").json()["arrays"]["0.loss"]


@pytest.mark.parametrize("query", ["", "steps=20000", "steps=20000&compare=0.1,0.2,0.3", "steps=1357"])
def test_a_live_answer_stays_below_100_kb(query):
    assert len(get(query + "&live=1").content) <= 100_000


def test_a_live_answer_thins_the_same_run():
    whole, live = (load(get(q).content) for q in ("steps=20000", "steps=20000&live=1"))
    steps = live["1.steps"]
    assert steps[0] == 0
    assert steps[-1] == 20_000
    np.testing.assert_array_equal(live["1.params"], whole["1.params"][steps])


NAMES = st.sampled_from([c.name for c in EXPERIMENTS["momentum"].controls] + ["format", "live", "x", ""])
TEXTS = st.text(max_size=30) | st.floats().map(str) | st.integers().map(str) | st.sampled_from(["0", "1", "0.5,0"])


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.lists(st.tuples(NAMES, TEXTS), max_size=6))
def test_no_query_is_answered_with_a_server_error(pairs):
    answer = client.get("/api/momentum", params=pairs)
    assert answer.status_code in (200, 422)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.binary(max_size=80) | st.binary(max_size=40).map(lambda raw: b"beta=" + raw))
def test_no_bytes_in_a_query_are_answered_with_a_server_error(raw):
    assert run(status_of(client.app, "/api/momentum", raw)) in (200, 422)


@pytest.mark.parametrize("name", ["noise", "ensemble", "network", "dropout", "slice"])
def test_values_that_do_not_go_together_are_refused(name):
    answer = client.get(f"/api/{name}?batch_size=200" + ("&n=20" if name in ("network", "dropout", "slice") else ""))
    assert answer.status_code == 422
    assert answer.json()["parameter"] == "batch_size"


def test_a_client_that_goes_away_stops_its_runs():
    query = b"methods=adam&hidden=32,32&steps=150000&batch_size=32"
    before = time.monotonic()
    assert run(status_of(client.app, "/api/network", query, stays=False)) == 499
    assert time.monotonic() - before < 5  # the run itself takes ten times as long as it takes to notice


def test_a_run_is_stopped_between_steps():
    token = STOP.set(np.array([True]))
    try:
        with pytest.raises(Stopped):
            nesterov_run()
    finally:
        STOP.reset(token)
