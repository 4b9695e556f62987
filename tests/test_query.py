"""Queries: what is written reads back, and what is not valid is named."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import EXPERIMENTS
from experiments.controls import Choice, Count, Flag, Number, Numbers, Point, Subset, Window
from experiments.query import MAX_LENGTH, read_leniently, read_strictly, write
from experiments.race import MOST_RUNNERS, Entry, Runners, entry_parameters
from experiments.samples import COORDINATE, WEIGHT, Samples
from experiments.training import Sizes
from landscapes.mlp import MOST_LAYERS, MOST_UNITS
from optimizers import OPTIMIZERS, ParameterError

CONTROLS = [(e.name, c) for e in EXPERIMENTS.values() for c in e.controls]
IDS = [f"{name}-{control.name}" for name, control in CONTROLS]


def inside(domain):
    """The numbers of a domain."""
    if str(domain) == "0 or 1":
        return st.sampled_from([0.0, 1.0])
    numbers = st.floats(max(domain.low, -1e300), min(domain.high, 1e300))
    return numbers.filter(lambda v: v in domain).map(lambda v: v + 0.0)


def values_of(control):
    """A strategy for the valid values of a control."""
    finite = st.floats(allow_nan=False, allow_infinity=False)
    match control:
        case Number():
            return inside(control.domain)
        case Count():
            return st.integers(control.low, control.high)
        case Point(default=()):
            return st.just(()) | values_of(replace(control, default=(0.0, 0.0)))
        case Sizes():
            return st.lists(st.integers(1, MOST_UNITS), min_size=1, max_size=MOST_LAYERS).map(tuple)
        case Samples():
            sample = st.tuples(inside(COORDINATE), inside(COORDINATE), inside(WEIGHT))
            return st.lists(sample, min_size=1, max_size=5).map(tuple)
        case Runners():
            return st.lists(entries(), min_size=1, max_size=MOST_RUNNERS).map(tuple)
        case Numbers():
            return st.lists(inside(control.domain), min_size=control.least, max_size=control.most).map(tuple)
        case Window():
            side = st.tuples(finite, finite).filter(lambda s: s[0] < s[1])
            return st.none() | st.tuples(side, side).map(lambda w: tuple((a + 0.0, b + 0.0) for a, b in w))
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from(sorted(control.options))
        case Subset():
            chosen = st.sets(st.sampled_from(sorted(control.options)))
            return chosen.map(lambda s: tuple(name for name in control.options if name in s))
    raise TypeError(control)


@st.composite
def entries(draw):
    method = draw(st.sampled_from(sorted(OPTIMIZERS)))
    parameters = entry_parameters(OPTIMIZERS[method])
    named = draw(st.sets(st.sampled_from(sorted(parameters)), max_size=2))
    numbers = []
    for name, parameter in parameters.items():
        if name in named:
            numbers.append((name, draw(inside(parameter.domain).filter(lambda v, p=parameter: v != p.default))))
    return Entry(method, tuple(numbers))


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
@settings(derandomize=True, max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_written_reads_back_exactly(experiment, data):
    values = {c.name: data.draw(values_of(c), label=c.name) for c in experiment.controls}
    text = write(experiment.controls, values)
    assert read_strictly(experiment.controls, text).values == values
    assert write(experiment.controls, read_strictly(experiment.controls, text).values) == text


@pytest.mark.parametrize(("name", "control"), CONTROLS, ids=IDS)
def test_every_bad_text_is_refused_by_name(name, control):
    controls = EXPERIMENTS[name].controls
    for text in control.bad_texts():
        with pytest.raises(ParameterError) as refusal:
            read_strictly(controls, f"{control.name}={text.replace(';', '%3B')}")
        assert refusal.value.name == control.name
        assert refusal.value.accepts == control.accepts or isinstance(control, Runners)


@pytest.mark.parametrize(("name", "control"), CONTROLS, ids=IDS)
def test_the_default_is_valid(name, control):
    assert control.parse(control.write(control.default)) == control.default


def test_a_lenient_reading_keeps_what_is_valid_and_says_what_is_not():
    momentum = EXPERIMENTS["momentum"].controls
    query = read_leniently(momentum, "alpha=-1&beta=0.5&colour=red&beta=0.4")
    assert query.values["beta"] == 0.5
    assert query.values["alpha"] == 0.001
    assert [words.split()[0] for words in query.ignored] == ["alpha", "colour", "beta"]


def test_a_query_too_long_is_refused_and_leniently_ignored():
    momentum = EXPERIMENTS["momentum"].controls
    text = "alpha=0.5&" + "x" * MAX_LENGTH
    with pytest.raises(ParameterError, match="query accepts at most"):
        read_strictly(momentum, text)
    assert read_leniently(momentum, text).values["alpha"] == 0.001
    assert read_leniently(momentum, text).ignored


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_a_lenient_reading(text):
    momentum = EXPERIMENTS["momentum"].controls
    values = read_leniently(momentum, text).values
    read_strictly(momentum, write(momentum, values))


def test_minus_zero_is_zero():
    assert (
        write(
            EXPERIMENTS["momentum"].controls,
            read_strictly(EXPERIMENTS["momentum"].controls, "beta=-0").values,
        )
        == "beta=0"
    )


def test_a_bad_number_of_a_runner_is_named_with_its_domain():
    with pytest.raises(ParameterError, match="runners accepts beta as a finite number ≥ 0 and < 1; got 'beta:1'"):
        read_strictly(EXPERIMENTS["race"].controls, "runners=adam~momentum,beta:1")
