"""Optimizers: the chapter's updates, transcribed independently, and identities between them."""

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der

from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, ParameterError, descend

ROSENBROCK = LANDSCAPES["rosenbrock"]
START = np.array((0.4, -0.2))
EVERY = pytest.mark.parametrize("name", OPTIMIZERS)


def run(name, steps=40, start=START, **options):
    return descend(ROSENBROCK, OPTIMIZERS[name], start, steps, **options)


def gradient_descent(theta, grad, alpha):
    while True:
        theta = theta - alpha * grad(theta)
        yield theta


def momentum(theta, grad, alpha, beta):
    v = 0
    while True:
        v = beta * v + (1 - beta) * grad(theta)  # (4.1)
        theta = theta - alpha * v  # (4.2)
        yield theta


def nesterov(theta, grad, alpha, beta):
    v = 0
    while True:
        v = beta * v + (1 - beta) * grad(theta - alpha * beta * v)  # (4.4)
        theta = theta - alpha * v  # (4.5)
        yield theta


def look_ahead_momentum(theta, grad, alpha, beta):
    v = 0
    while True:
        g = grad(theta)
        v = beta * v + (1 - beta) * g  # (4.7)
        theta = theta - alpha * (beta * v + (1 - beta) * g)  # (4.8)
        yield theta


# Every number differs from every other, so that a swapped index fails.
TRANSCRIBED = [
    (gradient_descent, {"alpha": 0.0011}),
    (momentum, {"alpha": 0.0013, "beta": 0.83}),
    (nesterov, {"alpha": 0.0007, "beta": 0.71}),
    (look_ahead_momentum, {"alpha": 0.0009, "beta": 0.77}),
]


@pytest.mark.parametrize(("method", "hyper"), TRANSCRIBED, ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_a_run_is_the_chapters_recursion(method, hyper, weight_decay):
    expected = method(START, lambda theta: rosen_der(theta) + weight_decay * theta, **hyper)
    found = run(method.__name__, weight_decay=weight_decay, **hyper)
    for t in range(1, 41):
        assert found.params[t] == pytest.approx(next(expected), rel=1e-11)
    assert found.loss == pytest.approx([rosen(theta) for theta in found.params], rel=1e-11)


def test_every_optimizer_is_transcribed():
    assert {method.__name__ for method, _ in TRANSCRIBED} == set(OPTIMIZERS)


def test_one_step_by_hand():
    # ∇C(0, 1) = (−2, 200); v = 0.5·0 + 0.5·(−2, 200) = (−1, 100); θ = (0, 1) − 0.01·v
    found = run("momentum", steps=1, start=(0, 1), alpha=0.01, beta=0.5)
    assert found.gradient[0] == pytest.approx([-2, 200])
    assert found.state["v"][1] == pytest.approx([-1, 100])
    assert found.params[1] == pytest.approx([0.01, 0])


@pytest.mark.parametrize("name", ["momentum", "nesterov", "look_ahead_momentum"])
def test_without_memory_it_is_gradient_descent(name):
    plain = run("gradient_descent", alpha=0.001)
    assert run(name, alpha=0.001, beta=0.0).params == pytest.approx(plain.params, rel=1e-12)


def test_momentum_unrolled_is_the_weighted_sum_of_all_gradients():
    beta, found = 0.8, run("momentum", alpha=0.002, beta=0.8)
    for t in (0, 5, 39):
        weights = (1 - beta) * beta ** np.arange(t, -1, -1)  # (4.3)
        assert found.state["v"][t + 1] == pytest.approx(weights @ found.gradient[: t + 1], rel=1e-12)


def pytorch_sgd(theta, alpha, beta, nesterov):
    """torch.optim.SGD's documented update, dampening 0."""
    buffer = 0
    while True:
        g = rosen_der(theta)
        buffer = beta * buffer + g
        theta = theta - alpha * (g + beta * buffer if nesterov else buffer)
        yield theta


@pytest.mark.parametrize(("name", "nesterov"), [("momentum", False), ("look_ahead_momentum", True)])
def test_the_libraries_momentum_is_ours_at_another_learning_rate(name, nesterov):
    theirs = pytorch_sgd(START, 0.002 * (1 - 0.8), 0.8, nesterov)
    for theta in run(name, alpha=0.002, beta=0.8).params[1:]:
        assert theta == pytest.approx(next(theirs), rel=1e-10)


def test_look_ahead_momentum_is_nesterov_in_shifted_coordinates():
    # With θ' = θ − αβv, Nesterov's predicted points are look-ahead's iterates, as (4.6) derives.
    alpha, beta = 0.001, 0.8
    nesterov = run("nesterov", alpha=alpha, beta=beta)
    predicted = nesterov.params - alpha * beta * nesterov.state["v"]
    assert run("look_ahead_momentum", alpha=alpha, beta=beta).params == pytest.approx(predicted, rel=1e-10)


def test_recording_every_third_step_keeps_the_start_and_the_last():
    whole, some = run("momentum", alpha=0.002), run("momentum", alpha=0.002, record_every=3)
    assert some.steps.tolist() == [*range(0, 40, 3), 40]
    np.testing.assert_array_equal(some.params, whole.params[some.steps])
    np.testing.assert_array_equal(some.state["v"], whole.state["v"][some.steps])


def test_no_steps_is_the_start_alone():
    found = run("momentum", steps=0)
    assert found.steps.tolist() == [0]
    np.testing.assert_array_equal(found.params, [START])


@EVERY
def test_a_run_ends_with_the_step_that_is_not_finite(name):
    found = descend(ROSENBROCK, OPTIMIZERS[name], (1e120, 1e120), 50, alpha=1.0)
    end = found.diverged_at
    assert end is not None
    assert found.steps[-1] == end
    assert not (np.isfinite(found.loss[-1]) and np.isfinite(found.params[-1]).all())
    assert np.isfinite(found.loss[:-1]).all()
    assert np.isfinite(found.params[:-1]).all()


@EVERY
def test_runs_repeat_and_leave_their_start_alone(name):
    start = START.copy()
    first, second = run(name, start=start), run(name, start=start)
    np.testing.assert_array_equal(first.params, second.params)
    np.testing.assert_array_equal(start, START)


@EVERY
def test_every_bad_hyperparameter_is_refused_by_name(name):
    for parameter in OPTIMIZERS[name].hyperparameters:
        for bad in (*parameter.domain.outside(), "abc", None):
            with pytest.raises(ParameterError) as refusal:
                run(name, **{parameter.name: bad})
            assert refusal.value.name == parameter.name


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"steps": -1}, "steps"),
        ({"steps": 1.5}, "steps"),
        ({"record_every": 0}, "record_every"),
        ({"start": (1,)}, "start"),
        ({"start": (1, np.nan)}, "start"),
        ({"weight_decay": -0.1}, "weight_decay"),
        ({"momentum": 0.9}, "momentum"),
    ],
)
def test_a_bad_argument_is_refused_by_name(options, parameter):
    with pytest.raises(ParameterError) as refusal:
        run("gradient_descent", **options)
    assert refusal.value.name == parameter


@EVERY
def test_an_optimizer_says_what_it_is(name):
    optimizer = OPTIMIZERS[name]
    assert optimizer.title
    assert optimizer.note
    assert any(equation.number for equation in optimizer.update) or name == "gradient_descent"
    for parameter in optimizer.hyperparameters:
        assert parameter.default in parameter.domain
        low, high = parameter.slider_range
        assert low < high
        assert high in parameter.domain
        assert parameter.help
        assert parameter.source
