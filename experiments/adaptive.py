"""Adagrad, RMSprop, Adadelta and Adam, taken apart beside gradient descent (section 4.3)."""

import math
from typing import Any

from experiments.controls import (
    STEPS,
    VIEW_CONTROLS,
    Choice,
    Flag,
    Subset,
    hyperparameter_control,
    start_control,
)
from experiments.equations import equation_sets
from experiments.experiment import Experiment, Result
from experiments.landscape import chosen_landscape, landscape_controls
from experiments.runs import Run, Runner, Scene, answer, made
from optimizers import OPTIMIZERS
from optimizers.hyperparameters import (
    ALPHA,
    BETA,
    BIAS_CORRECTION,
    EPSILON,
    EPSILON_INSIDE,
    GAMMA,
    RHO,
    WEIGHT_DECAY,
    R,
)

METHODS = ("gradient_descent", "scaled_gradient_descent", "adagrad", "rmsprop", "adadelta", "adam")
PLAIN = METHODS[:2]
UNCORRECTED = "adam_uncorrected"

_titles = {name: OPTIMIZERS[name].title for name in METHODS}

CONTROLS = (
    Subset(
        name="methods",
        label="methods",
        default=("gradient_descent", "adagrad", "rmsprop", "adadelta", "adam"),
        options=_titles,
    ),
    *landscape_controls(alphas=("alpha_gd",)),
    hyperparameter_control(ALPHA, label="learning rate, adaptive", default=0.02),
    hyperparameter_control(ALPHA, name="alpha_gd", label="of gradient descent", default=0.001),
    hyperparameter_control(BETA, slider_step=0.005),
    hyperparameter_control(GAMMA),
    hyperparameter_control(RHO),
    hyperparameter_control(EPSILON),
    hyperparameter_control(R, name="r1", symbol="r₁", label="scale of θ₁"),
    hyperparameter_control(R, name="r2", symbol="r₂", label="scale of θ₂"),
    hyperparameter_control(WEIGHT_DECAY),
    Flag(name="bias_correction", label=BIAS_CORRECTION.label, default=True, help=BIAS_CORRECTION.help),
    Flag(name="epsilon_inside", label=EPSILON_INSIDE.label, default=False, help=EPSILON_INSIDE.help),
    Flag(
        name="uncorrected",
        label="Adam without correction, too",
        default=False,
        help="A second run of Adam, with v and s as they are.",
    ),
    STEPS,
    start_control(),
    Choice(
        name="focus",
        label="close-up of",
        default="adam",
        options=_titles | {UNCORRECTED: "Adam, uncorrected"},
        help="The run whose step is taken apart.",
    ),
    *VIEW_CONTROLS,
)

PRESETS = [
    {
        "label": "Adagrad starves",
        "query": "methods=adagrad,rmsprop&landscape=quadratic&condition=50&alpha=0.1&gamma=0.99&steps=2000"
        "&focus=adagrad&at=200",
        "words": "Adagrad adds up every squared derivative, so its learning rates can only fall: it slows down long "
        "before the minimum. RMSprop forgets, and keeps its pace; then it circles, since its steps do not shrink.",
    },
    {
        "label": "First steps of Adam",
        "query": "methods=adam&uncorrected=1&alpha=0.05&steps=200&at=2",
        "words": "v and s begin at 0 and are too small at first, s more so, since γ is closer to 1 than β. "
        "Uncorrected, v/√s makes the first steps several times too long; corrected, each is about α.",
    },
    {
        "label": "Adadelta wakes up",
        "query": "methods=adadelta&epsilon=0.0001&gamma=0.9&rho=0.95&focus=adadelta&at=100",
        "words": "Adadelta has no α: its steps are as long as its past steps were, and the first is made of ε alone. "
        "Move ε from 1e-8 to 1e-4 and watch it start. With ρ far below γ its steps feed on themselves: try ρ = 0.5.",
    },
    {
        "label": "Scale by hand",
        "query": "methods=gradient_descent,scaled_gradient_descent&landscape=quadratic&r1=20&alpha_gd=0.04"
        "&focus=scaled_gradient_descent&steps=100&at=5",
        "words": "On this bowl the best r is known: r₁ twenty times r₂ undoes the condition number, and the path runs "
        "straight to the minimum. The adaptive methods look for such an r as they go.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def _hyper(method: str, values: dict[str, Any]) -> dict[str, Any]:
    given = values | {"r": (values["r1"], values["r2"])}
    given |= {name: float(values[name]) for name in ("bias_correction", "epsilon_inside")}
    if method in PLAIN:
        given |= {"alpha": values["alpha_gd"]}
    return {h.name: given[h.name] for h in OPTIMIZERS[method].hyperparameters}


def runners(values: dict[str, Any]) -> list[Runner]:
    """The runs that `values` ask for. A method's style depends on the method alone."""
    decay = values["weight_decay"]
    chosen = [
        Runner(method, _titles[method], style, OPTIMIZERS[method], _hyper(method, values), decay)
        for style, method in enumerate(METHODS)
        if method in values["methods"]
    ]
    if values["uncorrected"]:
        hyper = _hyper("adam", values) | {"bias_correction": 0.0}
        chosen.append(Runner(UNCORRECTED, "Adam, uncorrected", len(METHODS), OPTIMIZERS["adam"], hyper, decay))
    return chosen


def adadelta_note(run: Run) -> str:
    """How long Adadelta's first step is, and what it got to."""
    epsilon, gamma = run.hyper["epsilon"], run.hyper["gamma"]
    rows = run.trajectory.params
    if epsilon == 0.0:
        return "Adadelta with ε = 0 has a first step of length 0, and so has every step after it."
    if len(rows) < 2:
        return ""
    first = abs(rows[1] - rows[0]).max()
    covered = math.dist(rows[-1], rows[0])
    return (
        f"Adadelta's first step is ε·g/√((1−γ)g²) = ε/√(1−γ) ≈ {epsilon / math.sqrt(1.0 - gamma):.3g} in each "
        f"coordinate, however steep it is: here {first:.3g}. After {len(rows) - 1} steps it is {covered:.3g} "
        "from the start."
    )


def _run(values: dict[str, Any], live: bool) -> Result:
    landscape, query = chosen_landscape(values)
    scene = Scene(landscape, query, values["start"] or landscape.start, values["steps"])
    runs = made(scene, runners(values))
    notes = [adadelta_note(run) for run in runs if run.runner.id == "adadelta"]
    return answer(scene, runs, values["focus"], live, series=("rate",), notes=notes)


EXPERIMENT = Experiment(
    name="adaptive",
    title="Adaptive learning rates",
    controls=CONTROLS,
    run=_run,
    facts={
        "views": ["landscape", "loss", "rate", "equations", "weights", "bias", "closeup"],
        "presets": PRESETS,
        "equations": equation_sets(OPTIMIZERS[name] for name in METHODS),
    },
)
