"""An optimizer's update as MathML, in symbols and with slots for the numbers of one step.

The slots are made from the declared LaTeX itself: each symbol of the step gives way to a slot of the
same meaning, so that what is shown in numbers is what is shown in symbols.
"""

import re
from functools import lru_cache

from latex2mathml.converter import convert

from optimizers import Optimizer

SLOT = re.compile(r"⟦([^⟧]+)⟧")


def symbols_to_slots(optimizer: Optimizer) -> dict[str, str]:
    """LaTeX symbol → slot name; longest first, since one may contain another.

    θ, v, … are the values at step t, with + at step t + 1; g is the gradient that the step uses and
    q the point where it is taken.
    """
    slots = {
        r"\nabla C(\theta^{(t)})": "g",
        r"\nabla C(\tilde{\theta}^{(t)})": "g",
        r"\tilde{\theta}^{(t)}": "q",
        r"\theta^{(t+1)}": "θ+",
        r"\theta^{(t)}": "θ",
    }
    for symbol in optimizer.state[: -1 if optimizer.looks_ahead else None]:
        slots[rf"{symbol}^{{(t+1)}}"] = f"{symbol}+"
        slots[rf"{symbol}^{{(t)}}"] = symbol
    for parameter in optimizer.hyperparameters:
        slots[rf"\{parameter.name}"] = parameter.name
    return dict(sorted(slots.items(), key=lambda item: -len(item[0])))


def with_slots(optimizer: Optimizer, latex: str) -> str:
    """`latex` with every symbol of the step replaced by its slot, ⟦name⟧."""
    slots = symbols_to_slots(optimizer)
    pattern = re.compile("|".join(map(re.escape, slots)))
    filled = pattern.sub(lambda match: f"⟦{slots[match.group()]}⟧", latex)
    return re.sub(r"⟧\s*(?=⟦|\\left\()", r"⟧ \\cdot ", filled)


@lru_cache(maxsize=256)
def equations(optimizer: Optimizer, decayed: bool) -> list[dict[str, str]]:
    """The update, line by line: number in the chapter, MathML in symbols, MathML with slots.

    A slot is an <mtext> whose text is ⟦name⟧. With `decayed` the gradient is that of
    C̃ = C + λ‖θ‖²/2, as in (4.26).
    """
    lines = []
    for equation in optimizer.update:
        shown = equation.latex.replace(r"\nabla C", r"\nabla \tilde{C}") if decayed else equation.latex
        numbers = SLOT.sub(r"\\text{⟦\1⟧}", with_slots(optimizer, equation.latex))
        lines.append(
            {
                "number": equation.number,
                "symbols": convert(shown, display="block"),
                "numbers": convert(numbers, display="block"),
            }
        )
    return lines
