"""Optimizers: the chapter's updates, transcribed independently, and identities between them."""

import itertools

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


def scaled_gradient_descent(theta, grad, alpha, r):
    while True:
        theta = theta - alpha * np.array(r) * grad(theta)  # (4.15)
        yield theta


def adagrad(theta, grad, alpha, epsilon):
    s = 0
    while True:
        g = grad(theta)
        s = s + g**2  # (4.18)
        theta = theta - alpha / (np.sqrt(s) + epsilon) * g  # (4.17)
        yield theta


def rmsprop(theta, grad, alpha, gamma, epsilon):
    s = 0
    while True:
        g = grad(theta)
        s = gamma * s + (1 - gamma) * g**2  # (4.18)
        theta = theta - alpha / (np.sqrt(s) + epsilon) * g  # (4.17)
        yield theta


def adadelta(theta, grad, gamma, rho, epsilon):
    s, delta, descent = 0, 0, None
    while True:
        g = grad(theta)
        s = gamma * s + (1 - gamma) * g**2
        if descent is not None:
            delta = rho * delta + (1 - rho) * descent**2
        descent = -(np.sqrt(delta) + epsilon) / (np.sqrt(s) + epsilon) * g  # (4.20)
        theta = theta + descent
        yield theta


def adam(theta, grad, alpha, beta, gamma, epsilon, bias_correction=1, epsilon_inside=0):
    v, s = 0, 0
    for t in itertools.count():
        g = grad(theta)
        v = beta * v + (1 - beta) * g
        s = gamma * s + (1 - gamma) * g * g
        v_hat = v / (1 - beta ** (t + 1)) if bias_correction else v
        s_hat = s / (1 - gamma ** (t + 1)) if bias_correction else s
        root = np.sqrt(s_hat + epsilon) if epsilon_inside else np.sqrt(s_hat) + epsilon  # (4.21), Algorithm 1
        theta = theta - alpha / root * v_hat
        yield theta


def adamw(theta, grad, alpha, beta, gamma, epsilon, weight_decay):
    v, s = 0, 0
    for t in itertools.count():
        g = grad(theta)
        v = beta * v + (1 - beta) * g
        s = gamma * s + (1 - gamma) * g * g
        scaled = v / (1 - beta ** (t + 1)) / (np.sqrt(s / (1 - gamma ** (t + 1))) + epsilon)
        theta = (1 - alpha * weight_decay) * theta - alpha * scaled
        yield theta


# Every number differs from every other, so that a swapped index fails.
TRANSCRIBED = [
    (gradient_descent, {"alpha": 0.0011}),
    (momentum, {"alpha": 0.0013, "beta": 0.83}),
    (nesterov, {"alpha": 0.0007, "beta": 0.71}),
    (look_ahead_momentum, {"alpha": 0.0009, "beta": 0.77}),
    (scaled_gradient_descent, {"alpha": 0.0008, "r": (0.6, 1.3)}),
    (adagrad, {"alpha": 0.21, "epsilon": 0.013}),
    (rmsprop, {"alpha": 0.017, "gamma": 0.93, "epsilon": 0.0021}),
    (adadelta, {"gamma": 0.91, "rho": 0.87, "epsilon": 0.0031}),
    (adam, {"alpha": 0.031, "beta": 0.81, "gamma": 0.96, "epsilon": 0.0023}),
    (adam, {"alpha": 0.029, "beta": 0.82, "gamma": 0.94, "epsilon": 0.0027, "bias_correction": 0}),
    (adam, {"alpha": 0.027, "beta": 0.84, "gamma": 0.95, "epsilon": 0.0029, "epsilon_inside": 1}),
]


@pytest.mark.parametrize(("method", "hyper"), TRANSCRIBED, ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_a_run_is_the_chapters_recursion(method, hyper, weight_decay):
    expected = method(START, lambda theta: rosen_der(theta) + weight_decay * theta, **hyper)
    found = run(method.__name__, weight_decay=weight_decay, **hyper)
    follows(found, expected)
    assert found.loss == pytest.approx([rosen(theta) for theta in found.params], rel=1e-11)


def follows(found, expected):
    for t in range(1, 41):
        assert found.params[t] == pytest.approx(next(expected), rel=1e-10)


@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_decoupled_decay_shrinks_the_params_and_leaves_the_gradient_alone(weight_decay):
    hyper = {"alpha": 0.033, "beta": 0.79, "gamma": 0.97, "epsilon": 0.0019, "weight_decay": weight_decay}
    found = run("adamw", **hyper)
    follows(found, adamw(START, rosen_der, **hyper))
    assert found.gradient[7] == pytest.approx(rosen_der(found.params[7]), rel=1e-12)


def test_every_optimizer_is_transcribed():
    assert {method.__name__ for method, _ in TRANSCRIBED} | {"adamw"} == set(OPTIMIZERS)


def test_one_step_by_hand():
    # ∇C(0, 1) = (−2, 200); v = 0.5·0 + 0.5·(−2, 200) = (−1, 100); θ = (0, 1) − 0.01·v
    found = run("momentum", steps=1, start=(0, 1), alpha=0.01, beta=0.5)
    assert found.gradient[0] == pytest.approx([-2, 200])
    assert found.state["v"][1] == pytest.approx([-1, 100])
    assert found.params[1] == pytest.approx([0.01, 0])


def test_a_scale_of_one_is_gradient_descent():
    plain = run("gradient_descent", alpha=0.001)
    np.testing.assert_array_equal(run("scaled_gradient_descent", alpha=0.001, r=1.0).params, plain.params)
    np.testing.assert_array_equal(run("scaled_gradient_descent", alpha=0.001, r=(1, 1)).params, plain.params)


def test_the_first_step_of_corrected_adam_is_alpha_long_in_every_coordinate():
    found = run("adam", steps=1, alpha=0.05, epsilon=0.0)
    assert np.abs(found.params[1] - START) == pytest.approx([0.05, 0.05])


def test_without_momentum_and_correction_adam_is_rmsprop():
    shared = {"alpha": 0.01, "gamma": 0.95, "epsilon": 1e-4}
    adam_run = run("adam", beta=0.0, bias_correction=0, **shared)
    assert adam_run.params == pytest.approx(run("rmsprop", **shared).params, rel=1e-12)


def test_squared_gradients_unrolled_are_the_recursion():
    gamma, found = 0.9, run("rmsprop", gamma=0.9, alpha=0.01)
    for t in (0, 5, 39):
        weights = (1 - gamma) * gamma ** np.arange(t, -1, -1)  # (4.19)
        assert found.state["s"][t + 1] == pytest.approx(weights @ found.gradient[: t + 1] ** 2, rel=1e-12)


def test_adagrads_learning_rate_only_falls():
    rate = derived("adagrad", {"alpha": 0.3, "epsilon": 1e-8})["rate"]
    assert (np.diff(rate[1:], axis=0) <= 0).all()


def derived(name, hyper):
    optimizer = OPTIMIZERS[name]
    found = run(name, **hyper)
    every = {h.name: h.default for h in optimizer.hyperparameters} | hyper
    with np.errstate(invalid="ignore", divide="ignore"):
        return optimizer.derived(every, found.steps, found.state)


@pytest.mark.parametrize(
    ("name", "hyper", "moved_by"),
    [
        ("adagrad", {"alpha": 0.3}, "g"),
        ("rmsprop", {"alpha": 0.01, "gamma": 0.9}, "g"),
        ("adadelta", {"gamma": 0.9, "rho": 0.8, "epsilon": 1e-3}, "g"),
        ("adam", {"alpha": 0.05}, "v_hat"),
        ("adam", {"alpha": 0.05, "epsilon": 0.01, "epsilon_inside": 1, "bias_correction": 0}, "v_hat"),
    ],
)
def test_the_effective_learning_rate_times_the_gradient_is_the_step(name, hyper, moved_by):
    found, also = run(name, **hyper), derived(name, hyper)
    by = found.gradient[:-1] if moved_by == "g" else also["v_hat"][1:]
    assert also["rate"][1:] * by == pytest.approx(-np.diff(found.params, axis=0), rel=1e-9)


def test_without_epsilon_a_derivative_of_zero_is_zero_over_zero():
    found = descend(LANDSCAPES["booth"], OPTIMIZERS["rmsprop"], (1.0, 3.0), 10, alpha=0.1, epsilon=0.0)
    assert found.diverged_at == 1
    assert np.isnan(found.params[1]).all()


def test_without_epsilon_adadelta_never_starts():
    found = run("adadelta", epsilon=0.0)
    assert (found.params == START).all()


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
    found = descend(ROSENBROCK, OPTIMIZERS[name], (1e120, 1e120), 50)
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
        ({"name": "scaled_gradient_descent", "r": (1.0, 0.0)}, "r"),
        ({"name": "scaled_gradient_descent", "r": (1.0, 2.0, 3.0)}, "r"),
        ({"name": "adam", "bias_correction": 0.5}, "bias_correction"),
    ],
)
def test_a_bad_argument_is_refused_by_name(options, parameter):
    with pytest.raises(ParameterError) as refusal:
        run(**{"name": "gradient_descent"} | options)
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
