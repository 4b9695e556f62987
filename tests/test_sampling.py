"""Mini-batches: figure 4.2's published path, epochs, unbiasedness, and the variance law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscapes import LANDSCAPES
from landscapes.convex_hull import FIGURE_4_2, FIGURE_4_2_WEIGHTS, convex_hull
from optimizers import OPTIMIZERS, ParameterError, descend, ensemble
from optimizers.sampling import SAMPLINGS, drawn, ends_of_batches

HULL = LANDSCAPES["convex_hull"]
GD = OPTIMIZERS["gradient_descent"]
U, A = np.array(FIGURE_4_2), np.array(FIGURE_4_2_WEIGHTS)


def sample_gradient(theta, i):
    return 2 * np.array([A[i] * (theta[0] - U[i, 0]), theta[1] - U[i, 1]])


def run(**options):
    return descend(HULL, GD, (6, 6), **{"steps": 300, "alpha": 0.01} | options)


def test_figure_4_2_is_the_published_path():
    found = run(steps=1000, batch_size=1, sampling="legacy", seed=0)
    authors, theta = np.random.RandomState(0), np.array([6.0, 6.0])
    for t in range(1000):
        theta = theta - 0.01 * sample_gradient(theta, authors.choice(5))
        assert found.params[t + 1] == pytest.approx(theta, abs=1e-12)


def test_the_full_gradient_is_the_mean_of_the_samples():
    theta = np.array([0.3, 2.2])
    mean = np.mean([sample_gradient(theta, i) for i in range(5)], axis=0)
    assert HULL.evaluate(theta)[1][0] == pytest.approx(mean, rel=1e-13)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_batches_of_all_samples_in_order_are_the_full_gradient(name):
    hyper = {} if name == "adadelta" else {"alpha": 0.01}
    full = descend(HULL, OPTIMIZERS[name], (6, 6), 50, **hyper)
    batched = descend(HULL, OPTIMIZERS[name], (6, 6), 50, batches=[[0, 1, 2, 3, 4]] * 50, **hyper)
    np.testing.assert_array_equal(full.params, batched.params)


def test_explicit_batches_take_their_mean_gradient():
    batches = [[0, 3], [2, 2], [4, 1]]
    found, theta = run(steps=3, batches=batches), np.array([6.0, 6.0])
    for t, batch in enumerate(batches):
        gradient = np.mean([sample_gradient(theta, i) for i in batch], axis=0)
        assert found.gradient[t] == pytest.approx(gradient, rel=1e-13)
        loss = np.mean([A[i] * (theta[0] - U[i, 0]) ** 2 + (theta[1] - U[i, 1]) ** 2 for i in batch])
        assert found.batch_loss[t] == pytest.approx(loss, rel=1e-13)
        theta = theta - 0.01 * gradient


def test_the_loss_kept_is_that_of_all_samples():
    found = run(batch_size=2, seed=3)
    assert found.loss == pytest.approx(HULL.evaluate(found.params)[0], rel=1e-13)
    assert len(found.batch_loss) == 300


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(1, 30), st.data(), st.booleans(), st.integers(0, 2**32 - 1))
def test_an_epoch_passes_once_over_every_sample(samples, data, reshuffle, seed):
    batch_size = data.draw(st.integers(1, samples))
    per_epoch = -(-samples // batch_size)
    steps = 3 * per_epoch
    ends = ends_of_batches(samples, steps, batch_size, "shuffled")
    (indices,) = drawn(samples, steps, batch_size, "shuffled", reshuffle, seed)
    sizes = np.diff(ends)
    assert (sizes <= batch_size).all()
    epochs = indices.reshape(3, samples)
    assert (np.sort(epochs, axis=1) == np.arange(samples)).all()
    assert reshuffle or (epochs[0] == epochs[1]).all()
    assert sizes[:per_epoch].tolist() == [batch_size] * (samples // batch_size) + (
        [samples % batch_size] if samples % batch_size else []
    )


def test_a_run_cut_in_the_middle_of_an_epoch_has_all_its_steps():
    assert len(run(steps=7, batch_size=2, sampling="shuffled").params) == 8


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_the_same_seed_gives_the_same_run_and_another_seed_another(sampling):
    first, again, other = (run(batch_size=2, sampling=sampling, seed=seed).params for seed in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"batch_size": 6}, "batch_size"),
        ({"batch_size": 0}, "batch_size"),
        ({"batch_size": 2.0}, "batch_size"),
        ({"batch_size": 2, "sampling": "lucky"}, "sampling"),
        ({"batch_size": 2, "seed": -1}, "seed"),
        ({"batches": [[0, 5]] * 300}, "batches"),
        ({"batches": [[0, 1]] * 299}, "batches"),
        ({"batches": [[0.5]] * 300}, "batches"),
    ],
)
def test_a_bad_argument_is_refused_by_name(options, parameter):
    with pytest.raises(ParameterError) as refusal:
        run(**options)
    assert refusal.value.name == parameter


def test_a_landscape_without_samples_has_no_batches():
    with pytest.raises(ParameterError, match="batch_size"):
        descend(LANDSCAPES["rosenbrock"], GD, (0, 0), 5, batch_size=1)


@pytest.mark.parametrize(
    ("points", "weights"),
    [([(1, 1)], [0.0]), ([(1, 1)], [1.0, 2.0]), ([], []), ([(1, np.nan)], [1.0]), ([(1, 2, 3)], [1.0])],
)
def test_points_and_weights_that_make_no_landscape_are_refused(points, weights):
    with pytest.raises(ValueError, match="accepts"):
        convex_hull(points, weights)


@pytest.mark.parametrize("points", [[(1, 1)], [(2, 2)] * 5, [(0, 0), (1, 1), (2, 2)]])
def test_one_equal_or_collinear_points_have_their_minimum(points):
    landscape = convex_hull(points, np.ones(len(points)))
    losses, grads = landscape.evaluate(landscape.minima)
    assert losses[0] == pytest.approx(landscape.lowest, abs=1e-12)
    assert grads[0] == pytest.approx([0, 0], abs=1e-12)


# Statistical claims: seeded; bounds of five standard errors fail once in two million.


def test_batch_gradients_are_unbiased():
    theta, draws = np.array([4.0, -1.0]), 20_000
    gradients = np.array([sample_gradient(theta, i) for i in range(5)])
    (indices,) = drawn(5, draws, 2, "independent", seed=11)
    means = gradients[indices.reshape(draws, 2)].mean(axis=1)
    error = means.std(axis=0, ddof=1) / np.sqrt(draws)
    assert (np.abs(means.mean(axis=0) - HULL.evaluate(theta)[1][0]) < 5 * error).all()


@pytest.mark.parametrize("batch_size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("sampling", ["independent", "shuffled"])
def test_the_variance_law_of_each_way_to_sample(sampling, batch_size):
    gradients, epochs = np.array([sample_gradient(np.array([4.0, -1.0]), i) for i in range(5)]), 20_000
    first_batches = drawn(5, 1, batch_size, sampling, seed=5, runs=epochs)[:, :batch_size]
    values = gradients[first_batches].mean(axis=1)[:, 0]
    factor = 1 / batch_size if sampling == "independent" else (5 - batch_size) / 4 / batch_size
    expected = gradients[:, 0].var() * factor
    kurtosis_bound = 5 * np.sqrt(2.0 / epochs)  # of a variance whose values are no heavier-tailed than normal ones
    assert values.var() == pytest.approx(expected, rel=kurtosis_bound, abs=1e-12)


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "adam"])
def test_every_run_of_an_ensemble_is_a_run(name):
    hyper = {"alpha": 0.01}
    found = ensemble(HULL, OPTIMIZERS[name], (6, 6), 20, 3, batch_size=2, seed=9, record_every=3, **hyper)
    seed = int(np.random.SeedSequence(9).generate_state(1)[0])
    for run_of, indices in zip(found, drawn(5, 20, 2, "independent", True, seed, 3), strict=True):
        alone = descend(HULL, OPTIMIZERS[name], (6, 6), 20, batches=indices.reshape(20, 2), record_every=3, **hyper)
        np.testing.assert_array_equal(run_of, alone.params)


def test_on_linear_gradients_the_mean_of_many_runs_is_gradient_descent():
    many = ensemble(HULL, GD, (6, 6), 200, 4000, batch_size=1, seed=2, alpha=0.05)
    plain = descend(HULL, GD, (6, 6), 200, alpha=0.05).params
    error = many.std(axis=0, ddof=1) / np.sqrt(len(many))
    assert (np.abs(many.mean(axis=0) - plain)[1:] < 5 * error[1:]).all()


def test_a_run_of_an_ensemble_that_diverges_ends_in_nothing():
    found = ensemble(HULL, GD, (6, 6), 2000, 2, batch_size=1, alpha=10.0)
    assert np.isnan(found[:, -1]).all()
    assert np.isfinite(found[:, 0]).all()
