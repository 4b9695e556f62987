"""The race: its presets show what their words say, and its table counts right."""

import numpy as np
import pytest

from experiments import EXPERIMENTS
from experiments.landscape import PLANE
from experiments.query import read_strictly
from experiments.race import MOST_RUNNERS, PRESETS, entries
from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, ParameterError, descend

RACE = EXPERIMENTS["race"]


def run(query, live=False):
    return RACE.run(read_strictly(RACE.controls, query).values, live)


def preset(label):
    return run(next(p["query"] for p in PRESETS if p["label"] == label)).info["runs"]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p["label"])
def test_every_preset_is_a_valid_query(preset):
    assert run(preset["query"]).info["runs"]


def test_adagrad_starves_behind_gradient_descent():
    adagrad, _, plain = preset("Adagrad starving")
    assert adagrad["loss"] > 1e6 * plain["loss"]


def test_rmsprop_circles_where_gradient_descent_settles():
    rmsprop, _, plain = preset("RMSprop circles")
    assert rmsprop["distance"] > 0.01
    assert plain["distance"] < 1e-6


def test_the_saddle_traps_gradient_descent_and_not_momentum():
    plain, momentum, adam = preset("Saddle")
    assert plain["stepsToTarget"] is None
    assert momentum["stepsToTarget"] < 150
    assert adam["stepsToTarget"] < 150


def test_just_above_the_bound_it_is_thrown_out():
    below, above, momentum = preset("Just above 2/λmax")
    assert below["loss"] < 1e-3
    assert above["loss"] > 1e3
    assert momentum["loss"] < 1e-9


def test_an_entry_runs_as_it_is_written():
    result = run("runners=rmsprop,alpha:0.02,gamma:0.95,weight_decay:0.3&steps=30")
    expected = descend(
        LANDSCAPES["rosenbrock"], OPTIMIZERS["rmsprop"], (0.4, -0.2), 30, alpha=0.02, gamma=0.95, weight_decay=0.3
    )
    np.testing.assert_array_equal(result.arrays["0.params"], expected.params)


def test_r_has_a_number_for_each_coordinate():
    result = run("runners=scaled_gradient_descent,r2:0.5&steps=5")
    expected = descend(LANDSCAPES["rosenbrock"], OPTIMIZERS["scaled_gradient_descent"], (0.4, -0.2), 5, r=(1, 0.5))
    np.testing.assert_array_equal(result.arrays["0.params"], expected.params)


def test_steps_to_the_target_are_the_first_at_or_below_it():
    result = run("runners=gradient_descent&target=0.3")
    loss, found = result.arrays["0.loss"], result.info["runs"][0]["stepsToTarget"]
    assert loss[found] <= 0.3 < loss[found - 1]


def test_the_slope_is_the_gradients_length_at_the_iterate():
    arrays = run("runners=nesterov,weight_decay:0.5&steps=20").arrays
    grads = LANDSCAPES["rosenbrock"].evaluate(arrays["0.params"])[1]
    assert arrays["0.slope"] == pytest.approx(np.linalg.norm(grads, axis=1), rel=1e-12)


def test_too_many_runners_are_refused():
    with pytest.raises(ParameterError, match=f"1 to {MOST_RUNNERS} runners"):
        run("runners=" + "~".join(["adam"] * 50))


def test_a_number_at_its_default_is_left_out():
    assert entries("momentum,beta:0.9,alpha:0.02") == entries("momentum,alpha:0.02")


@pytest.mark.parametrize("landscape", PLANE)
def test_all_methods_run_on_every_landscape_and_nothing_but_numbers_is_sent(landscape):
    everyone = "~".join(OPTIMIZERS)
    result = run(f"runners={everyone}&landscape={landscape}&steps=200")
    for summary in result.info["runs"]:
        k = int(summary["id"].removeprefix("runner_")) - 1
        end = len(result.arrays[f"{k}.loss"]) - (summary["divergedAt"] is not None)
        assert np.isfinite(result.arrays[f"{k}.params"][:end]).all()


@pytest.mark.parametrize("landscape", [name for name in PLANE if name not in ("monkey_saddle",)])
def test_the_declared_alpha_gets_gradient_descent_somewhere(landscape):
    own = LANDSCAPES[landscape]
    found = descend(own, OPTIMIZERS["gradient_descent"], own.start, 300, alpha=own.alpha)
    assert found.diverged_at is None
    assert found.loss[-1] < found.loss[0]
