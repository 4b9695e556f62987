"""The pages on networks: data, runs, slices, dropout and weight decay show what their words say."""

import re

import numpy as np
import pytest

from experiments import EXPERIMENTS
from experiments.datasets import DATA_SETS, sampled
from experiments.query import read_strictly
from experiments.slice import Slice, filter_normalised, principal
from experiments.training import BUDGET, MOST_STEPS
from experiments.weight_decay import LAMBDAS, fit_losses, minima_along, regularised_minimum
from landscapes import LANDSCAPES
from landscapes.mlp import network
from optimizers import OPTIMIZERS, ParameterError, descend

PAGES = ("network", "slice", "dropout", "weight_decay")
QUICK = "n=60&hidden=5&steps=80"


def run(name, query, live=False):
    experiment = EXPERIMENTS[name]
    return experiment.run(read_strictly(experiment.controls, query).values, live)


def preset(name, label, live=False):
    return run(name, next(p["query"] for p in EXPERIMENTS[name].facts["presets"] if p["label"] == label), live)


@pytest.mark.parametrize("name", DATA_SETS)
def test_data_are_seeded_finite_and_of_two_classes_where_they_are_classes(name):
    (x, y), (again, _), (other, _) = (sampled(name, 101, 0.1, seed) for seed in (1, 1, 2))
    assert x.shape[0] == y.shape[0] == 101
    assert np.isfinite(x).all()
    np.testing.assert_array_equal(x, again)
    assert (x != other).any()
    if DATA_SETS[name].loss == "cross_entropy":
        assert set(y) == {0.0, 1.0}


@pytest.mark.parametrize(("name", "label"), [(n, p["label"]) for n in PAGES for p in EXPERIMENTS[n].facts["presets"]])
def test_every_preset_runs_live_within_its_size(name, label):
    result = preset(name, label, live=True)
    assert result.info["runs"]
    assert sum(4 * a.size for a in result.arrays.values()) < 100_000


@pytest.mark.parametrize("name", ["network", "slice"])
def test_every_method_trains_from_the_same_start_on_the_same_batches(name):
    result = run(name, f"{QUICK}&methods={','.join(OPTIMIZERS)}")
    first = [result.arrays[f"{k}.loss"][0] for k in range(len(OPTIMIZERS))]
    assert len(set(first)) == 1
    assert all(result.arrays[f"{k}.steps"][-1] == 80 for k in range(len(OPTIMIZERS)) if f"{k}.steps" in result.arrays)


def test_the_network_shown_is_the_network_trained():
    result = run("network", f"{QUICK}&methods=adam&alpha=0.03&seed=4&start_seed=2")
    x, y = sampled("moons", 60, 0.15, 1)
    landscape = network(x[:42], y[:42], hidden=(5,), loss="cross_entropy")
    expected = descend(
        landscape, OPTIMIZERS["adam"], landscape.start(2), 80, alpha=0.03, batch_size=32, sampling="shuffled", seed=4
    )
    np.testing.assert_array_equal(result.arrays["focus.theta"][-1], expected.params[-1])


def test_with_all_weights_zero_units_stay_copies_of_each_other():
    result = preset("network", "All zero")
    sizes, theta = result.info["network"]["sizes"], result.arrays["focus.theta"][-1]
    first = theta[: sizes[0] * sizes[1]].reshape(sizes[0], sizes[1])
    assert np.ptp(first, axis=1) == pytest.approx([0, 0], abs=1e-12)


def test_over_fitting_is_seen_in_the_test_loss():
    both = preset("network", "Over-fitting").arrays["0.both"]
    assert both[-1, 0] < 1e-3
    assert both[-1, 1] > 2 * both[:, 1].min()


def test_too_much_work_is_refused_with_the_budget():
    with pytest.raises(ParameterError, match="steps accepts at most .* here: .*" + re.escape(f"{BUDGET:.0e}")):
        run("network", f"hidden=64,64,64&batch_size=100&steps={MOST_STEPS}")


def test_while_a_control_moves_fewer_steps_are_made_and_it_says_so():
    live = run("network", "hidden=48,48&steps=20000", live=True)
    assert live.info["steps"] < 20_000
    assert "of 20,000 steps" in live.info["notes"][0]
    assert not live.info["whole"]


@pytest.mark.parametrize(
    "query", ["n=2&batch_size=1", "data=blobs&noise=0&n=3&batch_size=1", "methods=", "methods=adam&alpha=1e6"]
)
@pytest.mark.parametrize("name", ["network", "slice"])
def test_odd_problems_have_an_answer(name, query):
    result = run(name, f"{query}&steps=60&hidden=3")
    assert all(np.isfinite(r["loss"]) for r in result.info["runs"] if r["loss"] is not None)


@pytest.mark.parametrize("query", ["p_keep=0", "p_keep=1.1", "p_input=0"])
def test_a_keep_probability_that_is_none_is_refused(query):
    with pytest.raises(ParameterError, match="p_.* accepts a finite number > 0 and ≤ 1"):
        run("dropout", query)


# Slices


def test_principal_directions_hold_a_plane_entirely():
    rng = np.random.default_rng(0)
    plane = np.linalg.qr(rng.normal(size=(20, 2)))[0].T
    rows = rng.normal(size=(30, 2)) @ plane + 3.0
    found = Slice(rows[-1], principal(rows, rows[-1]))
    assert found.points(found.coordinates(rows)) == pytest.approx(rows)
    assert found.coordinates(rows)[-1] == pytest.approx([0, 0], abs=1e-12)


def test_filter_normalised_directions_are_as_long_as_each_units_weights():
    landscape = network(np.eye(3), np.ones(3), hidden=(4, 2))
    centre = landscape.start(1)
    for direction in filter_normalised(landscape, centre, 5):
        for (weights, biases), (own, _) in zip(landscape.layers(direction), landscape.layers(centre), strict=True):
            assert np.linalg.norm(weights, axis=0) == pytest.approx(np.linalg.norm(own, axis=0))
            assert (biases == 0).all()


def test_random_slices_miss_the_paths_and_say_so():
    principal_slice, random_slice = (preset("slice", f"{kind} directions") for kind in ("Principal", "Random"))
    assert float(principal_slice.info["notes"][0].split("hold ")[1].split("%")[0]) > 90
    assert float(random_slice.info["notes"][0].split("hold ")[1].split("%")[0]) < 50
    assert "another" in random_slice.info["notes"][0]


def test_at_its_centre_the_slice_is_the_network():
    arrays = run("slice", f"{QUICK}&methods=adam").arrays
    assert arrays["0.missed"][-1] == pytest.approx(0.0, abs=1e-9)
    assert arrays["0.both"][-1, 0] == pytest.approx(arrays["0.both"][-1, 1])


def test_the_slices_ground_is_the_loss_under_it():
    arrays = run("slice", f"{QUICK}&methods=adam").arrays
    first, second = arrays["ground.axis1"], arrays["ground.axis2"]
    losses = arrays["ground.loss"]
    nearest = losses[np.argmin(np.abs(second)), np.argmin(np.abs(first))]
    assert nearest == pytest.approx(arrays["0.loss"][-1], rel=0.3)
    assert losses.shape == (60, 60)


# Dropout


def test_dropout_helps_where_it_says_and_hurts_where_it_says():
    helped, hurt = (preset("dropout", label).info["runs"] for label in ("Where it helps", "Where it hurts"))
    assert helped[0]["testLoss"] < helped[1]["testLoss"] / 2
    assert hurt[0]["testLoss"] > 2 * hurt[1]["testLoss"]


def test_the_crossed_out_units_are_those_without_gradient():
    result = run("dropout", "data=five&n=40&hidden=4,3&p_keep=0.6&p_input=0.7&steps=60&batch_size=8")
    sizes = result.info["network"]["sizes"]
    masks, theta = result.arrays["focus.masks"], result.arrays["focus.theta"]
    assert masks.shape == (61, 5 + 4 + 3)
    step = theta[1] - theta[0]  # Adam's first step: exactly 0 where the gradient is
    weights = step[: sizes[0] * sizes[1]].reshape(sizes[0], sizes[1])
    kept_inputs, kept_units = masks[0, :5] == 1, masks[0, 5:9] == 1
    assert (weights[~kept_inputs] == 0).all()
    assert (weights[:, ~kept_units] == 0).all()
    assert (weights[np.ix_(kept_inputs, kept_units)] != 0).all()


def test_both_ways_to_scale_agree_on_an_ensembles_mean():
    for inverted in (0, 1):
        arrays = run("dropout", f"inverted={inverted}&steps=300&hidden=16&p_keep=0.8").arrays
        mean, whole = arrays["chart.ensemble.0.x"], arrays["chart.ensemble.0.y"]
        assert np.abs(mean - whole).mean() < 0.1


# Weight decay


def test_the_regularised_minimum_of_a_quadratic_is_known():
    booth = LANDSCAPES["booth"]
    hessian = np.array([[10.0, 8.0], [8.0, 10.0]])
    expected = np.linalg.solve(hessian + 2.0 * np.eye(2), hessian @ np.array([1.0, 3.0]))
    assert regularised_minimum(booth, 2.0, (1.0, 3.0)) == pytest.approx(expected, abs=1e-8)


def test_the_minimum_wanders_towards_0_as_lambda_grows():
    trail = minima_along(LANDSCAPES["booth"], 1000.0)
    lengths = np.linalg.norm(trail, axis=1)
    assert (np.diff(lengths) < 1e-9).all()
    assert lengths[-1] < 0.1


def test_gradient_descent_ends_at_the_regularised_minimum_and_adamw_elsewhere():
    arrays = run("weight_decay", "").arrays
    expected = regularised_minimum(LANDSCAPES["booth"], 2.0, (1.0, 3.0))
    assert arrays["0.params"][-1] == pytest.approx(expected, abs=1e-6)
    assert arrays["1.params"][-1] == pytest.approx(expected, abs=1e-3)
    assert np.linalg.norm(arrays["2.params"][-1] - expected) > 0.5


def test_beyond_two_gradient_descent_is_thrown_out():
    (plain, *_) = preset("weight_decay", "αλ beyond 2").info["runs"]
    assert plain["divergedAt"] is not None or plain["loss"] > 1e6


def test_test_loss_against_lambda_is_a_u():
    training, test = np.array([fit_losses(weight_decay) for weight_decay in LAMBDAS]).T
    best = int(np.argmin(test))
    assert 0 < best < len(LAMBDAS) - 1
    assert test[0] > 1.1 * test[best]
    assert test[-1] > 1.5 * test[best]
    assert training[0] < training[-1] / 3
