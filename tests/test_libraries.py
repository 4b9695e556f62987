"""Against the libraries' own numbers (tests/golden): where we agree, and where we differ as declared."""

import json
from pathlib import Path

import numpy as np
import pytest

from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, descend

GOLDEN = json.loads((Path(__file__).parent / "golden" / "libraries.json").read_text())
STEPS = 60
ADAM = {"alpha": 0.05, "beta": 0.85, "gamma": 0.99, "epsilon": 1e-3}


def theirs(name):
    return np.array(GOLDEN["runs"][name]["params"])


def ours(name, **options):
    return descend(LANDSCAPES["rosenbrock"], OPTIMIZERS[name], GOLDEN["start"], STEPS, **options).params


@pytest.mark.parametrize(
    ("library", "name", "options"),
    [
        ("sgd", "gradient_descent", {"alpha": 0.001}),
        # Ours averages gradients, v ← βv + (1 − β)g; theirs sums them, v ← βv + g.
        ("sgd_momentum", "momentum", {"alpha": 0.0004 / 0.2, "beta": 0.8}),
        ("sgd_nesterov", "look_ahead_momentum", {"alpha": 0.0004 / 0.2, "beta": 0.8}),
        ("sgd_weight_decay", "momentum", {"alpha": 0.001 / 0.2, "beta": 0.8, "weight_decay": 0.3}),
        ("adagrad", "adagrad", {"alpha": 0.3, "epsilon": 1e-3}),
        ("rmsprop", "rmsprop", {"alpha": 0.01, "gamma": 0.97, "epsilon": 1e-3}),
        ("adam", "adam", ADAM),
        ("adam_weight_decay", "adam", ADAM | {"weight_decay": 0.3}),
        ("adamw", "adamw", ADAM | {"weight_decay": 0.3}),
    ],
)
def test_the_same_path_as_the_library(library, name, options):
    np.testing.assert_allclose(ours(name, **options), theirs(library), rtol=1e-9)


def test_epsilon_inside_the_root_is_another_path():
    assert np.abs(ours("adam", **ADAM, epsilon_inside=1) - theirs("adam")).max() > 1e-6


def test_the_librarys_nesterov_is_not_nesterov():
    options = {"alpha": 0.0004 / 0.2, "beta": 0.8}
    assert np.abs(ours("nesterov", **options) - theirs("sgd_nesterov")).max() > 1e-3


def test_adadelta_differs_by_the_place_of_epsilon():
    # Theirs starts with √(0 + ε)/√(s + ε), ours with (√0 + ε)/(√s + ε): 1/√ε = 1000 times shorter.
    start = np.array(GOLDEN["start"])
    found = ours("adadelta", gamma=0.9, rho=0.9, epsilon=1e-6)
    ratio = (theirs("adadelta")[1] - start) / (found[1] - start)
    assert ratio == pytest.approx([1000, 1000], rel=1e-3)
