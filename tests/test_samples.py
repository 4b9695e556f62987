"""The hull of the samples, and what the Mini-batches pages say of it."""

import numpy as np
import pytest

from experiments import EXPERIMENTS
from experiments.noise import variance
from experiments.query import read_leniently, read_strictly
from experiments.samples import FIGURE, angles_to_hull, cloud, corners, distance_to_hull, hull_of, sample_gradients
from landscapes import LANDSCAPES
from landscapes.double_well import double_well, saddle
from optimizers import OPTIMIZERS, ParameterError, descend


def run(name, query, live=False):
    experiment = EXPERIMENTS[name]
    return experiment.run(read_strictly(experiment.controls, query).values, live)


def preset(name, label):
    return next(p["query"] for p in EXPERIMENTS[name].facts["presets"] if p["label"] == label)


def test_the_hull_of_figure_4_2_has_all_five_points_as_corners():
    assert {tuple(c) for c in corners(hull_of(FIGURE))} == {s[:2] for s in FIGURE}


@pytest.mark.parametrize(
    ("points", "count"),
    [([(1, 1)], 1), ([(2, 2)] * 5, 1), ([(0, 0), (1, 1), (2, 2)], 2), ([(0, 0), (4, 0), (0, 4), (1, 1)], 4)],
)
def test_hulls_of_few_equal_and_collinear_points(points, count):
    hull = hull_of(tuple((*p, 1.0) for p in points))
    assert len(corners(hull)) == count  # a polygon's first corner is repeated
    assert distance_to_hull(hull, np.array(points, float)) == pytest.approx([0] * len(points))


def test_distance_to_the_hull():
    square = tuple((x, y, 1.0) for x in (0, 2) for y in (0, 2))
    points = np.array([(1, 1), (3, 1), (5, 6), (np.nan, 0)])
    assert distance_to_hull(hull_of(square), points)[:3] == pytest.approx([0, 1, 5])
    assert np.isnan(distance_to_hull(hull_of(square), points)[3])


def test_sample_gradients_average_to_the_landscapes():
    points = np.array([(4.0, -1.0), (0.5, 2.0)])
    mean = sample_gradients(FIGURE, points).mean(axis=1)
    assert mean == pytest.approx(LANDSCAPES["convex_hull"].evaluate(points)[1])


def test_with_equal_weights_every_direction_leads_towards_the_hull():
    samples = tuple((u1, u2, 1.0) for u1, u2, _ in cloud(40, 3))
    points = np.random.default_rng(1).uniform(-6, 10, (500, 2))
    angles = angles_to_hull(hull_of(samples), samples, points)
    assert np.nanmax(angles) < 90.0
    assert np.isfinite(angles).any()


def test_unequal_weights_can_turn_a_direction_past_90_degrees():
    samples = cloud(40, 3)
    points = np.random.default_rng(1).uniform(-6, 10, (500, 2))
    assert np.nanmax(angles_to_hull(hull_of(samples), samples, points)) > 90.0


def test_figure_4_2_a_stays_in_the_hull_and_b_settles():
    a, b = (run("sgd", preset("sgd", f"Figure 4.2 ({letter})")) for letter in "ab")
    inside = a.arrays["1.hull"][100:] == 0
    assert inside.mean() > 0.95
    assert a.arrays["1.excess"][500:].mean() > 1e-3
    assert b.arrays["1.loss"][-1] < 1e-6  # all samples agree, so the lowest loss is 0


def test_the_same_budget_gives_every_run_as_many_sample_gradients():
    result = run("sgd", preset("sgd", "The gain of order n"))
    totals = [(r["length"] - 1) * r["perStep"]["gradients"] for r in result.info["runs"]]
    assert totals == [3000, 3000, 3000]
    full, single, batches = (result.arrays[f"{k}.excess"][-1] for k in range(3))
    assert min(single, batches) < full / 5


def test_the_draws_shown_are_the_draws_taken():
    result = run("sgd", "batch_size=2&sampling=shuffled&steps=30&seed=4")
    draws = result.arrays["focus.draws"]
    assert draws[2, 1] == -1  # 5 samples in twos: the third batch of an epoch has one
    rows = [[i for i in row if i >= 0] for row in draws[:-1].tolist()]
    gradients = sample_gradients(FIGURE, result.arrays["1.params"])
    for t, row in enumerate(rows):
        assert result.arrays["focus.gradient"][t] == pytest.approx(gradients[t, row].mean(axis=0))


@pytest.mark.parametrize("query", ["batch_size=6", "source=cloud&n=10&batch_size=11"])
def test_a_batch_larger_than_the_samples_is_refused(query):
    with pytest.raises(ParameterError, match="batch_size accepts an integer from 1 to"):
        run("sgd", query)


@pytest.mark.parametrize("points", ["1,1,1", "~".join(["2,2,1"] * 5), "0,0,1~1,1,1~2,2,1", "1e6,-1e6,1~0,0,1"])
@pytest.mark.parametrize("name", ["sgd", "noise"])
def test_odd_samples_have_an_answer(name, points):
    result = run(name, f"points={points}&batch_size=1")
    assert all(np.isfinite(a).any() for n, a in result.arrays.items() if n.endswith(".params"))


def test_ten_thousand_points_in_a_link_are_ignored_and_said():
    controls = EXPERIMENTS["sgd"].controls
    query = read_leniently(controls, "points=" + "~".join(["1,1,1"] * 10_000))
    assert query.values["points"] == FIGURE
    assert query.ignored


@pytest.mark.parametrize("draws", [1, 5])
def test_the_variance_shown_obeys_the_law_shown(draws):
    result = run("noise", f"source=cloud&n=30&cloud_seed={draws}&seed={draws}")
    independent, shuffled, one_over, deck = (
        {c: result.arrays[f"chart.law.{k}.{c}"] for c in ("x", "y")} for k in range(4)
    )
    for found, law in ((independent, one_over), (shuffled, deck)):
        expected = np.exp(np.interp(np.log(found["x"]), np.log(law["x"]), np.log(law["y"])))
        few = found["x"] < 25
        assert found["y"][few] == pytest.approx(expected[few], rel=0.15)


def test_the_summed_variance_is_that_of_both_coordinates():
    values = np.array([(0, 0), (2, 4)])
    assert variance(values) == 1 + 4


def test_the_double_wells_samples_add_up_to_the_well():
    landscape = double_well(20, 1.5)
    plain = double_well(20, 0.0)
    points = np.random.default_rng(0).normal(size=(50, 2))
    assert landscape.evaluate(points)[1] == pytest.approx(plain.evaluate(points)[1], abs=1e-12)


def test_the_saddle_of_the_double_well_is_flat_and_higher_than_its_shallow_minimum():
    landscape = LANDSCAPES["double_well"]
    losses, grads = landscape.evaluate([(saddle(), 0), (1, 0), *landscape.minima])
    assert grads[0] == pytest.approx([0, 0], abs=1e-12)
    assert losses[0] > losses[1] > losses[2]


def test_where_gradients_are_linear_the_gap_is_chance_and_elsewhere_it_is_not():
    linear = run("ensemble", "runs=2000")
    bent = run("ensemble", preset("ensemble", "Where they part"))
    for result, factor in ((linear, 5.0), (bent, 5.0)):
        gap, error = (result.arrays[f"chart.gap.{k}.y"] for k in (0, 1))
        assert ((gap < factor * error).all()) == (result is linear)


def test_small_batches_and_large_steps_escape():
    result = run("ensemble", preset("ensemble", "Escape"))
    half, own, double = (result.arrays[f"chart.escape.{k}.y"] for k in range(3))
    assert own[0] > 0.7
    assert own[-1] < own[0] / 3
    assert half[2] < own[2]


def test_gradient_descent_does_not_escape():
    plain = descend(LANDSCAPES["double_well"], OPTIMIZERS["gradient_descent"], (1.3, 0.6), 2000, alpha=0.5)
    assert plain.params[-1, 0] > 0.5


def test_fewer_runs_while_a_control_moves_and_it_says_so():
    live, rest = (run("ensemble", "", live) for live in (True, False))
    assert "200 runs while a control moves" in live.info["notes"][0]
    assert "2,000 runs" in rest.info["notes"][0]
    assert (live.info["whole"], rest.info["whole"]) == (False, True)
