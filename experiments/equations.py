"""An optimizer's update as MathML, in symbols and with slots for the numbers of one step.

The slots are made from the declared LaTeX itself: each symbol of the step gives way to a slot of the
same meaning, so that what is shown in numbers is what is shown in symbols.
"""

import itertools
import re
from collections.abc import Iterable

from latex2mathml.converter import convert

from optimizers import Optimizer
from optimizers.hyperparameters import BIAS_CORRECTION, EPSILON_INSIDE, WEIGHT_DECAY
from optimizers.optimizer import Equation, Hyper

SLOT = re.compile(r"⟦([^⟧]+)⟧")
LATEX = {"delta": r"\Delta\theta", "epsilon": r"\varepsilon", "r": "{r}", "weight_decay": r"\lambda"}


def symbols_to_slots(optimizer: Optimizer) -> dict[str, str]:
    """LaTeX symbol → slot name; longest first, since one may contain another.

    θ, v, … are the values at step t, with + at step t + 1; g is the gradient that the step uses and
    q the point where it is taken. of_v and of_s are Adam's corrections.
    """
    slots = {
        r"\nabla C(\theta^{(t)})": "g",
        r"\nabla C(\tilde{\theta}^{(t)})": "g",
        r"\tilde{\theta}^{(t)}": "q",
        r"\hat{v}^{(t+1)}": "v_hat+",
        r"\hat{s}^{(t+1)}": "s_hat+",
        r"1-\beta^{t+1}": "of_v+",
        r"1-\gamma^{t+1}": "of_s+",
        r"\theta^{(t+1)}": "θ+",
        r"\theta^{(t)}": "θ",
    }
    for symbol in optimizer.state[: -1 if optimizer.looks_ahead else None]:
        slots[rf"{LATEX.get(symbol, symbol)}^{{(t+1)}}"] = f"{symbol}+"
        slots[rf"{LATEX.get(symbol, symbol)}^{{(t)}}"] = symbol
    for parameter in (*optimizer.hyperparameters, WEIGHT_DECAY):
        slots[LATEX.get(parameter.name, rf"\{parameter.name}")] = parameter.name
    return dict(sorted(slots.items(), key=lambda item: -len(item[0])))


def with_slots(optimizer: Optimizer, latex: str) -> str:
    """`latex` with every symbol of the step replaced by its slot, ⟦name⟧."""
    slots = symbols_to_slots(optimizer)
    pattern = re.compile("|".join(map(re.escape, slots)))
    filled = pattern.sub(lambda match: f"⟦{slots[match.group()]}⟧", latex)
    return re.sub(r"(⟧|\))\s*(?=⟦|\\left\()", r"\1 \\cdot ", filled)


def equation_key(optimizer: Optimizer, hyper: Hyper, decayed: bool) -> str:
    """The name under which `equation_sets` holds the update as these numbers make it."""
    key = optimizer.name
    if hyper.get(EPSILON_INSIDE.name):
        key += ",inside"
    if not hyper.get(BIAS_CORRECTION.name, 1.0):
        key += ",uncorrected"
    return f"{key},decayed" if decayed and not optimizer.decoupled else key


def equation_sets(optimizers: Iterable[Optimizer]) -> dict[str, list[dict[str, str]]]:
    """Every form of every update, line by line: number in the chapter, MathML in symbols and with slots.

    A slot is an <mtext> whose text is ⟦name⟧. Where the gradient is that of C̃ = C + λ‖θ‖²/2, as in
    (4.26), the symbols say so.
    """
    sets = {}
    for optimizer in optimizers:
        switches = [p for p in (BIAS_CORRECTION, EPSILON_INSIDE) if optimizer.takes(p.name)]
        for setting in itertools.product((0.0, 1.0), repeat=len(switches)):
            hyper = {p.name: value for p, value in zip(switches, setting, strict=True)}
            for decayed in (False, True):
                key = equation_key(optimizer, hyper, decayed)
                sets[key] = [_line(optimizer, e, decayed) for e in optimizer.equations(hyper)]
    return sets


def _line(optimizer: Optimizer, equation: Equation, decayed: bool) -> dict[str, str]:
    tilde = decayed and not optimizer.decoupled
    shown = equation.latex.replace(r"\nabla C", r"\nabla \tilde{C}") if tilde else equation.latex
    numbers = SLOT.sub(r"\\text{⟦\1⟧}", with_slots(optimizer, equation.latex))
    return {
        "number": equation.number,
        "symbols": convert(shown, display="block"),
        "numbers": convert(numbers, display="block"),
    }
