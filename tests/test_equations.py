"""What is shown in numbers satisfies what is shown in symbols, for every optimizer and switch."""

import re

import numpy as np
import pytest

from experiments.equations import SLOT, equation_key, equation_sets, symbols_to_slots, with_slots
from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, descend

HYPER = {"alpha": 0.003, "beta": 0.7, "gamma": 0.9, "rho": 0.8, "epsilon": 0.01, "r": (1.5, 0.7)}
SWITCHED = [
    ("adam", {"epsilon_inside": 1.0}),
    ("adam", {"bias_correction": 0.0}),
    ("adamw", {"epsilon_inside": 1.0, "bias_correction": 0.0}),
]


def group(text, start):
    """The end of the {…} that begins at `start`."""
    depth = 0
    for k in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[k], 0)
        if depth == 0:
            return k
    raise AssertionError(text)


def as_python(latex):
    """A slotted equation's side as a Python expression."""
    text = latex
    while (found := re.search(r"\\(frac|sqrt)\{", text)) is not None:
        end = group(text, found.end() - 1)
        inside = text[found.end() : end]
        if found[1] == "sqrt":
            text = f"{text[: found.start()]}np.sqrt({inside}){text[end + 1 :]}"
        else:
            after = group(text, end + 1)
            text = f"{text[: found.start()]}(({inside})/({text[end + 2 : after]})){text[after + 1 :]}"
    text = text.replace(r"^{\odot 2}", "**2").replace(r"\left(", "(").replace(r"\right)", ")")
    text = text.replace(r"\odot", "*").replace(r"\cdot", "*")
    return SLOT.sub(r'n["\1"]', text)


def numbers_of(optimizer, hyper, weight_decay, t):
    found = descend(LANDSCAPES["rosenbrock"], optimizer, (0.4, -0.2), 9, weight_decay=weight_decay, **hyper)
    numbers = {name: np.array(value) for name, value in hyper.items()}
    numbers |= {"g": found.gradient[t], "weight_decay": weight_decay}
    with np.errstate(invalid="ignore"):  # 0/0 at t = 0
        also = optimizer.derived(hyper, found.steps, found.state) if optimizer.derived else {}
    for name, rows in {"θ": found.params, **found.state, **also}.items():
        numbers |= {name: rows[t], f"{name}+": rows[t + 1]}
    return numbers


@pytest.mark.parametrize(("name", "switches"), [*((name, {}) for name in OPTIMIZERS), *SWITCHED])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_the_numbers_shown_satisfy_the_equations_shown(name, switches, weight_decay):
    optimizer = OPTIMIZERS[name]
    hyper = {h.name: HYPER.get(h.name, h.default) for h in optimizer.hyperparameters} | switches
    numbers = numbers_of(optimizer, hyper, weight_decay, t=6)
    for equation in optimizer.equations(hyper):
        left, right = with_slots(optimizer, equation.latex).split("=")
        known = {"n": numbers, "np": np}
        assert eval(as_python(left), known) == pytest.approx(eval(as_python(right), known), rel=1e-9, abs=1e-15)


def test_a_gradient_with_weight_decay_is_that_of_the_augmented_loss():
    numbers = numbers_of(OPTIMIZERS["nesterov"], {"alpha": 0.003, "beta": 0.7}, 0.1, t=6)
    grad = LANDSCAPES["rosenbrock"].evaluate(numbers["q"])[1][0] + 0.1 * numbers["q"]
    assert numbers["g"] == pytest.approx(grad, rel=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_symbol_of_a_step_has_a_slot(name):
    optimizer = OPTIMIZERS[name]
    slots = set(symbols_to_slots(optimizer).values())
    for equation in optimizer.update:
        slotted = with_slots(optimizer, equation.latex)
        rest = SLOT.sub("", slotted)
        assert not re.search(r"theta|alpha|beta|gamma|rho|nabla|varepsilon|hat|[a-z]\^", rest), rest
        assert set(SLOT.findall(slotted)) <= slots


def test_every_setting_of_the_switches_has_its_equations():
    sets = equation_sets(OPTIMIZERS.values())
    adam = OPTIMIZERS["adam"]
    assert len(sets[equation_key(adam, {"bias_correction": 1.0}, False)]) == 5
    assert len(sets[equation_key(adam, {"bias_correction": 0.0}, False)]) == 3
    assert "λ" in sets["adamw"][-1]["symbols"] or "&#x003BB;" in sets["adamw"][-1]["symbols"]
