"""Landscapes: gradients that are derivatives, minima that are minima, views that show them."""

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der, rosen_hess

from landscapes import LANDSCAPES

EVERY = pytest.mark.parametrize("landscape", LANDSCAPES.values(), ids=LANDSCAPES)
FLAT = [landscape for landscape in LANDSCAPES.values() if landscape.dimension == 2]
EVERY_2D = pytest.mark.parametrize("landscape", FLAT, ids=lambda landscape: landscape.name)


def points_of(landscape, count=200):
    low, high = np.array(landscape.view).T
    return np.random.default_rng(4).uniform(low, high, (count, landscape.dimension))


@EVERY_2D
def test_the_gradient_is_the_derivative_of_the_loss(landscape):
    points = points_of(landscape)
    _, grads = landscape.evaluate(points)
    for axis, nudge in enumerate(np.eye(2) * 1e-6):
        ahead, behind = landscape.evaluate(points + nudge)[0], landscape.evaluate(points - nudge)[0]
        assert (ahead - behind) / 2e-6 == pytest.approx(grads[:, axis], rel=1e-5, abs=1e-4)


@EVERY_2D
def test_known_minima_are_flat_and_the_lowest(landscape):
    if not landscape.minima:
        return
    losses, grads = landscape.evaluate(landscape.minima)
    assert losses == pytest.approx(landscape.lowest, abs=1e-9)
    assert np.abs(grads).max() < 1e-6
    assert landscape.evaluate(points_of(landscape, 5000))[0].min() >= landscape.lowest - 1e-9


@EVERY_2D
def test_the_view_shows_the_start_and_a_minimum(landscape):
    def shown(point):
        return all(low <= x <= high for x, (low, high) in zip(point, landscape.view, strict=True))

    assert shown(landscape.start)
    assert not landscape.minima or any(map(shown, landscape.minima))


@EVERY
def test_a_landscape_says_what_it_is(landscape):
    assert landscape.title
    assert landscape.latex
    assert landscape.source
    assert landscape.alpha > 0


def test_rosenbrock_is_scipys():
    points = points_of(LANDSCAPES["rosenbrock"])
    losses, grads = LANDSCAPES["rosenbrock"].evaluate(points)
    assert losses == pytest.approx([rosen(p) for p in points], rel=1e-12)
    for grad, point in zip(grads, points, strict=True):
        assert grad == pytest.approx(rosen_der(point), rel=1e-12, abs=1e-12)


def test_curvature_is_the_largest_eigenvalue_of_scipys_hessian():
    for point in points_of(LANDSCAPES["rosenbrock"], 20):
        exact = np.linalg.eigvalsh(rosen_hess(point))[-1]
        assert LANDSCAPES["rosenbrock"].curvature(point) == pytest.approx(exact, rel=1e-6, abs=1e-6)


def test_curvature_where_nothing_is_finite_is_not_a_number():
    assert np.isnan(LANDSCAPES["rosenbrock"].curvature((1e200, 0.0)))


def test_distance_is_to_the_nearest_minimum():
    assert LANDSCAPES["rosenbrock"].distance([(1, 1), (4, 5)]) == pytest.approx([0, 5])


def test_a_grid_has_the_second_axis_first():
    first, second, losses = LANDSCAPES["rosenbrock"].grid(((0, 1), (2, 3)), 5)
    assert losses[4, 1] == pytest.approx(rosen([first[1], second[4]]))
