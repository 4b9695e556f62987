"""Stability of linear methods, against the limits known in closed form."""

import numpy as np
import pytest

from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, descend
from optimizers.linear import largest_stable_alpha, spectral_radius, step_parts

# On C = hθ²/2; a = α(1 − β) is the learning rate of the same method written as v ← βv + g.
LIMITS = {
    "gradient_descent": lambda h, beta: 2 / h,
    "momentum": lambda h, beta: 2 * (1 + beta) / ((1 - beta) * h),  # Polyak: a < 2(1 + β)/h
    "nesterov": lambda h, beta: 2 * (1 + beta) / ((1 + 2 * beta) * (1 - beta) * h),
    "look_ahead_momentum": lambda h, beta: 2 * (1 + beta) / ((1 + 2 * beta) * (1 - beta) * h),
}


def others(name, beta):
    return {} if name == "gradient_descent" else {"beta": beta}


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize(("curvature", "beta"), [(1.0, 0.5), (1001.6, 0.9), (3.0, 0.0)])
def test_limit_agrees_with_the_closed_form(name, curvature, beta):
    found = largest_stable_alpha(OPTIMIZERS[name], curvature, **others(name, beta))
    assert found == pytest.approx(LIMITS[name](curvature, beta), rel=1e-6)


@pytest.mark.parametrize("name", LIMITS)
def test_the_parts_of_a_step_add_up_to_the_step(name):
    optimizer = OPTIMIZERS[name]
    hyper = {"alpha": 0.003} | others(name, 0.8)
    run = descend(LANDSCAPES["rosenbrock"], optimizer, (0.4, -0.2), 5, **hyper)
    of_state, of_gradient = step_parts(optimizer, tuple(hyper.values()))
    for t in range(5):
        parts = of_gradient * run.gradient[t]
        for symbol, coefficient in of_state.items():
            parts = parts + coefficient * run.state[symbol][t]
        assert run.params[t + 1] - run.params[t] == pytest.approx(parts, rel=1e-9, abs=1e-15)


def test_iterates_shrink_below_the_limit_and_grow_above():
    momentum = OPTIMIZERS["momentum"]
    limit = largest_stable_alpha(momentum, 4.0, beta=0.9)
    assert spectral_radius(momentum, 4.0, np.array([0.99 * limit, 0.9])) < 1
    assert spectral_radius(momentum, 4.0, np.array([1.01 * limit, 0.9])) > 1


def test_a_flat_or_concave_direction_has_no_limit():
    with pytest.raises(ValueError, match="positive curvature"):
        largest_stable_alpha(OPTIMIZERS["momentum"], 0.0, beta=0.9)
