"""Networks: gradients against finite differences and an independent autograd, dropout, decay, bad input."""

import json
from pathlib import Path

import numpy as np
import pytest

from landscapes.kernel import COMPILE_LOOP
from landscapes.mlp import ACTIVATIONS, initial, network, parameters
from landscapes.mlp_kernel import exponentials, kept
from optimizers import OPTIMIZERS, descend

GOLDEN = json.loads((Path(__file__).parent / "golden" / "networks.json").read_text())
RNG = np.random.default_rng(3)
X = RNG.normal(size=(40, 2))
TARGETS = {
    "mse": np.sin(X[:, :1]) * X[:, 1:],
    "logistic": (X[:, 0] * X[:, 1] > 0) * 1.0,
    "softmax": np.eye(3)[RNG.integers(3, size=40)],
}


def built(target, **options):
    return network(X, TARGETS[target], loss="mse" if target == "mse" else "cross_entropy", **options)


def numeric_gradient(landscape, params):
    nudge = 1e-6
    rows = np.eye(landscape.dimension) * nudge
    ahead, behind = landscape.evaluate(params + rows)[0], landscape.evaluate(params - rows)[0]
    return (ahead - behind) / (2 * nudge)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(1,), (5, 4), (3, 4, 2, 3)])
def test_backpropagation_is_the_derivative(target, activation, hidden):
    landscape = built(target, hidden=hidden, activation=activation)
    params = landscape.start(1) + 0.1 * np.random.default_rng(0).normal(size=landscape.dimension)
    assert landscape.evaluate(params)[1][0] == pytest.approx(numeric_gradient(landscape, params), abs=2e-8)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: f"{c['activation']}-{c['loss']}-{len(c['y'][0])}")
def test_training_ends_where_pytorchs_autograd_ends(case):
    landscape = network(case["x"], case["y"], hidden=(5, 4), activation=case["activation"], loss=case["loss"])
    run = descend(landscape, OPTIMIZERS["adam"], case["start"], 100, alpha=0.01, batches=case["batches"])
    assert run.params[-1] == pytest.approx(case["end"], abs=1e-9)


def test_a_forward_pass_by_hand():
    landscape = network(X, TARGETS["mse"], hidden=(3,), activation="tanh")
    params = landscape.start(5)
    (w1, b1), (w2, b2) = landscape.layers(params)
    assert landscape.outputs(params, X) == pytest.approx(np.tanh(X @ w1 + b1) @ w2 + b2, abs=1e-14)
    mean = ((landscape.outputs(params, X) - TARGETS["mse"]) ** 2).mean()
    assert landscape.evaluate(params)[0][0] == pytest.approx(mean)


def test_outputs_of_a_classifier_are_probabilities():
    for target in ("logistic", "softmax"):
        landscape = built(target, hidden=(4,))
        probabilities = landscape.outputs(landscape.start(0), X)
        assert ((probabilities > 0) & (probabilities < 1)).all()
        assert target == "logistic" or probabilities.sum(axis=1) == pytest.approx(np.ones(40))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_trains_a_network(name):
    landscape = built("mse", hidden=(4,))
    rate = {} if name == "adadelta" else {"alpha": 0.01}
    run = descend(landscape, OPTIMIZERS[name], landscape.start(0), 200, batch_size=8, record_every=50, **rate)
    assert run.loss[-1] < run.loss[0]
    assert run.steps.tolist() == [0, 50, 100, 150, 200]


def test_the_exponential_is_numpys_to_one_unit_in_the_last_place():
    x = np.linspace(-700, 700, 200_001)
    values = x.copy()
    exponentials(values)
    np.testing.assert_array_almost_equal_nulp(values, np.exp(x), nulp=2)
    nan = np.array([np.nan])
    exponentials(nan)
    assert np.isnan(nan[0])


def test_the_loop_options_keep_nan():
    assert "fastmath" not in COMPILE_LOOP


# Dropout


def small(p_keep, inverted=True, activation="tanh"):
    return network(X, TARGETS["mse"], hidden=(4,), activation=activation, p_keep=p_keep, inverted=inverted)


def masks_of(landscape, seed, p_keep):
    keeps = (1.0, p_keep) if np.ndim(p_keep) == 0 else p_keep
    return [
        np.array([kept(seed, layer, i, p) for i in range(size)])
        for layer, (size, p) in enumerate(zip(landscape.sizes[:-1], keeps, strict=True))
    ]


@pytest.mark.parametrize("inverted", [True, False])
@pytest.mark.parametrize("p_keep", [0.5, (0.7, 0.4)])
def test_a_masked_forward_pass_is_4_24_or_4_22(inverted, p_keep):
    landscape, seed = small(p_keep, inverted), 12
    params = landscape.start(2)
    (w1, b1), (w2, b2) = landscape.layers(params)
    keeps = (1.0, p_keep) if np.ndim(p_keep) == 0 else p_keep
    inputs, hidden = masks_of(landscape, seed, p_keep)
    scales = [1 / p if inverted else 1.0 for p in keeps]
    activations = np.tanh((X * inputs * scales[0]) @ w1 + b1)
    assert landscape.outputs(params, X, seed) == pytest.approx((activations * hidden * scales[1]) @ w2 + b2, abs=1e-13)


@pytest.mark.parametrize("inverted", [True, False])
def test_at_test_time_nothing_is_dropped(inverted):
    landscape = small(0.5, inverted)
    params = landscape.start(2)
    (w1, b1), (w2, b2) = landscape.layers(params)
    scale = 1.0 if inverted else 0.5  # (4.25), (4.23)
    assert landscape.outputs(params, X) == pytest.approx(scale * np.tanh(X @ w1 + b1) @ w2 + b2, abs=1e-13)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("inverted", [True, False])
def test_gradients_of_dropped_units_are_exactly_zero_and_the_others_derivatives(activation, inverted):
    landscape = small(0.5, inverted, activation)  # 17 parameters: too many to be recorded, so by one step
    start, alpha = landscape.start(4), 1e-3
    run = descend(landscape, OPTIMIZERS["gradient_descent"], start, 1, alpha=alpha, batches=[range(40)], seed=8)
    gradient = (start - run.params[-1]) / alpha
    seed = int(np.random.default_rng([8, 1]).integers(2**31, size=1)[0])
    _, hidden = masks_of(landscape, seed, 0.5)
    assert 0 < hidden.sum() < 4
    (w1, b1), (w2, _) = landscape.layers(gradient)
    assert (w1[:, ~hidden] == 0).all()
    assert (b1[~hidden] == 0).all()
    assert (w2[~hidden] == 0).all()

    def loss(params):
        return ((landscape.outputs(params, X, seed) - TARGETS["mse"]) ** 2).mean()

    numeric = [(loss(start + e) - loss(start - e)) / 2e-6 for e in np.eye(len(start)) * 1e-6]
    assert gradient == pytest.approx(numeric, abs=1e-7)


def test_units_are_kept_as_often_as_p_keep_says():
    draws = np.array([kept(seed, 1, unit, 0.3) for seed in range(2000) for unit in range(10)])
    assert abs(draws.mean() - 0.3) < 5 * np.sqrt(0.3 * 0.7 / len(draws))


def test_masks_follow_from_the_seed():
    landscape = small(0.5)
    adam, start = OPTIMIZERS["adam"], landscape.start(0)
    ends = [descend(landscape, adam, start, 30, batch_size=8, seed=s).params[-1] for s in (1, 1, 2)]
    np.testing.assert_array_equal(ends[0], ends[1])
    assert (ends[0] != ends[2]).any()


# Weight decay


def test_decay_acts_on_the_chosen_layers_and_leaves_biases_out_on_request():
    options = {"decay_layers": [1], "decay_biases": False}
    landscape, plain = (network(X, TARGETS["mse"], hidden=(3,), **o) for o in (options, {}))
    start = landscape.start(1) + 0.1
    steps = [
        descend(n, OPTIMIZERS["gradient_descent"], start, 1, alpha=0.1, weight_decay=d).params[-1]
        for n, d in ((landscape, 0.5), (plain, 0.0))
    ]
    pulled = (steps[1] - steps[0]) / (0.1 * 0.5)
    (w1, b1), (w2, b2) = landscape.layers(pulled)
    assert (w1 == 0).all()
    assert (b1 == 0).all()
    assert (b2 == 0).all()
    assert w2 == pytest.approx(landscape.layers(start)[1][0])


def test_decoupled_decay_acts_on_the_same_layers():
    landscape = network(X, TARGETS["mse"], hidden=(3,), decay_layers=[0])
    start = landscape.start(1)
    decayed, free = (
        descend(landscape, OPTIMIZERS["adamw"], start, 1, alpha=0.1, weight_decay=d).params[-1] for d in (0.5, 0.0)
    )
    (w1, _), (w2, _) = landscape.layers(free - decayed)
    assert w1 == pytest.approx(0.05 * landscape.layers(start)[0][0])
    assert (w2 == 0).all()


# Bad input and hard cases


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"hidden": ()}, "hidden"),
        ({"hidden": (65,)}, "hidden"),
        ({"hidden": (4, 0)}, "hidden"),
        ({"hidden": (2,) * 5}, "hidden"),
        ({"activation": "swish"}, "activation"),
        ({"loss": "hinge"}, "loss"),
        ({"p_keep": 0.0}, "p_keep"),
        ({"p_keep": (0.5,)}, "p_keep"),
        ({"x": [[np.nan, 1.0]] * 40}, "x"),
        ({"x": np.empty((0, 2))}, "x"),
        ({"y": [1.0]}, "y"),
        ({"y": [2.0] * 40, "loss": "cross_entropy"}, "y"),
    ],
)
def test_bad_input_is_refused_by_name(options, parameter):
    with pytest.raises(ValueError, match=f"{parameter}.* accepts"):
        network(**{"x": X, "y": TARGETS["mse"]} | options)


def test_one_sample_and_one_class_have_an_answer():
    one = network(X[:1], [1.0], hidden=(3,), loss="cross_entropy")
    run = descend(one, OPTIMIZERS["adam"], one.start(0), 500, alpha=0.05, batch_size=1)
    assert run.loss[-1] < 0.01


def test_an_exploding_run_ends_with_its_step():
    landscape = built("mse", hidden=(8, 8), activation="relu")
    run = descend(landscape, OPTIMIZERS["gradient_descent"], landscape.start(0, "large"), 100, alpha=1e3)
    assert run.diverged_at is not None
    assert np.isfinite(run.loss[:-1]).all()


@pytest.mark.parametrize(("scheme", "variance"), [("xavier", 2 / 80), ("he", 2 / 60), ("large", 200 / 80), ("zero", 0)])
def test_initial_weights_have_the_variance_of_their_scheme(scheme, variance):
    params = initial((60, 20, 1), 0, scheme)
    weights = params[: 60 * 20]
    assert weights.var() == pytest.approx(variance, rel=5 * np.sqrt(2 / 1200))
    assert (params[60 * 20 : 60 * 20 + 20] == 0).all()
    assert len(params) == parameters((60, 20, 1)) == 1241
