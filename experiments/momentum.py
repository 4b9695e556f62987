"""Momentum, Nesterov and look-ahead momentum beside gradient descent (section 4.1)."""

from typing import Any

from experiments.controls import (
    STEPS,
    VIEW_CONTROLS,
    Choice,
    Flag,
    Numbers,
    Subset,
    hyperparameter_control,
    start_control,
)
from experiments.equations import equation_sets
from experiments.experiment import Experiment, Result
from experiments.runs import Runner, Scene, answer, made
from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS
from optimizers.hyperparameters import ALPHA, BETA, WEIGHT_DECAY

METHODS = ("gradient_descent", "momentum", "nesterov", "look_ahead_momentum")
MOST_COMPARED = 3
LANDSCAPE = LANDSCAPES["rosenbrock"]

_titles = {name: OPTIMIZERS[name].title for name in METHODS}
_compared = {f"momentum_{k + 2}": f"Momentum, comparison β {k + 1}" for k in range(MOST_COMPARED)}

CONTROLS = (
    Subset(name="methods", label="methods", default=METHODS, options=_titles),
    hyperparameter_control(ALPHA),
    hyperparameter_control(BETA, slider_step=0.005),
    hyperparameter_control(WEIGHT_DECAY),
    Flag(
        name="coupled",
        label="α/(1−β)",
        default=True,
        help="Each method steps with α/(1−β), as in figure 4.1, so that its steps are equally long on a "
        "steady slope, whatever β. Off: every method uses α itself.",
    ),
    STEPS,
    start_control(LANDSCAPE.start),
    Numbers(
        name="compare",
        label="more β for momentum",
        symbol="β",
        default=(),
        domain=BETA.domain,
        most=MOST_COMPARED,
        help=f"Up to {MOST_COMPARED} further values of β, each a run of momentum of its own.",
    ),
    Choice(
        name="focus",
        label="close-up of",
        default="momentum",
        options=_titles | _compared,
        help="The run whose step is taken apart.",
    ),
    *VIEW_CONTROLS,
)


PRESETS = [
    {
        "label": "Figure 4.1",
        "query": "methods=momentum&compare=0.5,0",
        "words": "One method, three memories: β = 0.9 ends close to the minimum; β = 0 is plain gradient "
        "descent and is still crawling along the valley floor.",
    },
    {
        "label": "Overshoot",
        "query": "methods=momentum,nesterov&beta=0.95&steps=300&focus=nesterov&at=12",
        "words": "A long memory carries momentum past the bend of the valley. Nesterov reads the slope where it "
        "is about to be (the open circle), and turns back earlier.",
    },
    {
        "label": "Too large a step",
        "query": "alpha=0.0035&steps=400&at=40",
        "words": "Gradient descent bears α = 2/λmax = 0.002 at the minimum; here it rattles between the walls and "
        "never settles. The methods that look ahead are thrown out. Momentum still converges.",
    },
    {
        "label": "Not coupled",
        "query": "coupled=0",
        "words": "With the same α for all, smoothing only delays the gradients: the four paths nearly coincide. "
        "The speed in figure 4.1 comes from α/(1−β).",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def _runner(id: str, style: int, method: str, beta: float, values: dict[str, Any]) -> Runner:
    optimizer = OPTIMIZERS[method]
    has_beta = BETA in optimizer.hyperparameters
    coupling = 1.0 - beta if values["coupled"] and has_beta else 1.0
    hyper = {"alpha": values["alpha"] / coupling} | ({"beta": beta} if has_beta else {})
    label = f"{optimizer.title}, β = {beta:g}" if values["compare"] and has_beta else optimizer.title
    return Runner(id, label, style, optimizer, hyper, values["weight_decay"])


def runners(values: dict[str, Any]) -> list[Runner]:
    """The runs that `values` ask for. A method's style depends on the method alone."""
    chosen = [
        _runner(method, style, method, values["beta"], values)
        for style, method in enumerate(METHODS)
        if method in values["methods"]
    ]
    if "momentum" in values["methods"]:
        chosen += [
            _runner(f"momentum_{k + 2}", len(METHODS) + k, "momentum", beta, values)
            for k, beta in enumerate(values["compare"])
        ]
    return chosen


def _run(values: dict[str, Any], live: bool) -> Result:
    scene = Scene(LANDSCAPE, f"landscape={LANDSCAPE.name}", values["start"], values["steps"])
    return answer(scene, made(scene, runners(values)), values["focus"], live)


EXPERIMENT = Experiment(
    name="momentum",
    title="Momentum and Nesterov momentum",
    controls=CONTROLS,
    run=_run,
    facts={
        "views": ["landscape", "loss", "equations", "weights", "closeup"],
        "presets": PRESETS,
        "equations": equation_sets(OPTIMIZERS[name] for name in METHODS),
    },
)
