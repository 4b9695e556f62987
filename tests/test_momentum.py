"""The Momentum page's runs: what figure 4.1 shows, and that what is said about them is so."""

import numpy as np
import pytest

from experiments import EXPERIMENTS
from experiments.momentum import PRESETS
from experiments.query import read_strictly

MOMENTUM = EXPERIMENTS["momentum"]


def run(query, live=False):
    return MOMENTUM.run(read_strictly(MOMENTUM.controls, query).values, live)


def preset(label):
    return next(p["query"] for p in PRESETS if p["label"] == label)


def test_figure_4_1_ends_where_the_chapter_says():
    runs = run(preset("Figure 4.1")).info["runs"]
    assert [r["hyper"]["beta"] for r in runs] == [0.9, 0.5, 0.0]
    assert [r["hyper"]["alpha"] for r in runs] == pytest.approx([0.01, 0.002, 0.001])
    assert [round(r["distance"], 3) for r in runs] == [0.011, 0.348, 0.585]


def test_too_large_a_step_does_to_each_method_what_its_words_say():
    runs = {r["method"]: r for r in run(preset("Too large a step")).info["runs"]}
    assert runs["nesterov"]["divergedAt"] is not None
    assert runs["look_ahead_momentum"]["divergedAt"] is not None
    assert runs["momentum"]["loss"] < 1e-4
    assert runs["gradient_descent"]["divergedAt"] is None
    assert runs["gradient_descent"]["loss"] > 0.01


def test_in_overshoot_momentum_swings_further_than_nesterov():
    arrays = run(preset("Overshoot")).arrays
    assert arrays["0.params"][:40, 0].min() < arrays["1.params"][:40, 0].min() - 0.1


def test_without_coupling_the_paths_nearly_coincide():
    ends = np.array([run(preset("Not coupled")).arrays[f"{k}.params"][-1] for k in range(4)])
    assert np.ptp(ends, axis=0).max() < 0.02  # of a valley that is 2 long


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p["label"])
def test_every_preset_is_a_valid_query(preset):
    assert run(preset["query"]).info["runs"]


def test_a_style_belongs_to_a_method_whatever_else_is_on():
    alone = run("methods=nesterov").info["runs"][0]["style"]
    assert run("").info["runs"][2]["style"] == alone


def test_no_method_at_all_is_an_empty_answer():
    result = run("methods=")
    assert (result.info["runs"], result.arrays, result.info["focus"]) == ([], {}, None)


def test_weights_times_gradients_are_the_momentum():
    arrays = run("focus=momentum&beta=0.8&steps=60").arrays
    for t in (0, 7, 59):
        weights = arrays["focus.weights"][: t + 1]
        total = (weights[:, None] * arrays["focus.gradient"][t::-1][: len(weights)]).sum(axis=0)
        assert total == pytest.approx(arrays["focus.state.v"][t + 1], rel=1e-12)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("methods=gradient_descent&alpha=0.1", "at the minimum: 1002"),
        ("methods=gradient_descent&alpha=0.0019&start=3,-3", "at the start"),
    ],
)
def test_divergence_is_explained_by_a_curvature(query, words):
    (summary,) = run(query).info["runs"]
    assert summary["divergedAt"] is not None
    assert words in summary["reason"]
