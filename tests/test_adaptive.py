"""The Adaptive page's runs: what its presets claim, and what it says of them."""

import numpy as np
import pytest

from experiments import EXPERIMENTS
from experiments.adaptive import PRESETS
from experiments.query import read_strictly

ADAPTIVE = EXPERIMENTS["adaptive"]


def run(query, live=False):
    return ADAPTIVE.run(read_strictly(ADAPTIVE.controls, query).values, live)


def preset(label):
    result = run(next(p["query"] for p in PRESETS if p["label"] == label))
    return {r["id"]: {"info": r, "k": k} for k, r in enumerate(result.info["runs"])}, result.arrays


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p["label"])
def test_every_preset_is_a_valid_query(preset):
    assert run(preset["query"]).info["runs"]


def test_adagrads_rates_fall_for_good_where_rmsprops_recover():
    runs, arrays = preset("Adagrad starves")
    adagrad, rmsprop = (arrays[f"{runs[name]['k']}.rate"] for name in ("adagrad", "rmsprop"))
    assert (np.diff(adagrad[1:], axis=0) <= 0).all()
    assert (adagrad[-1] < adagrad[1] / 4).all()
    assert (rmsprop[-1] > rmsprop[1]).all()


def test_uncorrected_adam_starts_several_times_too_long():
    runs, arrays = preset("First steps of Adam")
    first = {name: np.abs(np.diff(arrays[f"{r['k']}.params"][:2], axis=0)) for name, r in runs.items()}
    assert first["adam"] == pytest.approx(0.05, rel=1e-4)
    assert first["adam_uncorrected"] == pytest.approx(0.05 * 0.1 / np.sqrt(0.001), rel=1e-4)


def test_adadelta_wakes_with_a_larger_epsilon():
    asleep = run("methods=adadelta&gamma=0.9&rho=0.95").info["runs"][0]
    awake, _ = preset("Adadelta wakes up")
    assert asleep["loss"] > 12  # 13.3 at the start
    assert awake["adadelta"]["info"]["loss"] < 0.1


def test_adadeltas_steps_feed_on_themselves_with_rho_far_below_gamma():
    (summary,) = run("methods=adadelta&epsilon=0.0001&gamma=0.9&rho=0.5").info["runs"]
    assert summary["divergedAt"] is not None or summary["loss"] > 100


def test_scaled_by_the_condition_number_the_path_runs_straight():
    runs, arrays = preset("Scale by hand")
    path = arrays[f"{runs['scaled_gradient_descent']['k']}.params"]
    start = path[0] / np.linalg.norm(path[0])
    assert path @ np.array([-start[1], start[0]]) == pytest.approx(np.zeros(len(path)), abs=1e-12)
    assert np.linalg.norm(path[-1]) < 1e-6


def test_adadeltas_first_step_is_what_its_note_says():
    result = run("methods=adadelta&gamma=0.96&epsilon=1e-5&steps=3")
    path = result.arrays["0.params"]
    assert np.abs(path[1] - path[0]).max() == pytest.approx(1e-5 / np.sqrt(0.04), rel=1e-3)
    assert "5e-05" in result.info["notes"][0]


def test_zero_over_zero_is_named():
    (summary,) = run("methods=rmsprop&epsilon=0&landscape=booth&start=1,3&steps=5").info["runs"]
    assert summary["divergedAt"] == 1
    assert "0/0" in summary["reason"]


def test_a_landscape_without_a_bottom_is_named():
    (summary,) = run("methods=gradient_descent&landscape=monkey_saddle&alpha_gd=0.05&start=-1,0.1").info["runs"]
    assert summary["divergedAt"] is not None
    assert "no lowest point" in summary["reason"]


@pytest.mark.parametrize("name", ["rmsprop", "adagrad", "adam"])
def test_the_weights_add_up_to_s(name):
    arrays = run(f"methods={name}&focus={name}&gamma=0.8&steps=60").arrays
    for t in (0, 7, 59):
        weights = arrays["focus.weights"][: t + 1]
        total = (weights[:, None] * arrays["focus.gradient"][t::-1][: len(weights)] ** 2).sum(axis=0)
        assert total == pytest.approx(arrays["focus.state.s"][t + 1], rel=1e-12)
