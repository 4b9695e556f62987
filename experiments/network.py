"""Networks trained side by side, followed live (sections 4.1 to 4.3 on real training)."""

from typing import Any

from experiments.controls import Choice, Control, Count, Subset, hyperparameter_control
from experiments.experiment import Experiment, Result
from experiments.runs import Runner
from experiments.training import (
    BUDGET,
    LIVE_BUDGET,
    MOST_STEPS,
    STYLES,
    answer,
    checked_cost,
    data_controls,
    frames_for,
    hyper_of,
    network_controls,
    posed,
    trained,
    training_controls,
)
from optimizers import OPTIMIZERS
from optimizers.hyperparameters import ALPHA, RHO

GRADIENT_ONLY = ("gradient_descent", "momentum", "nesterov", "look_ahead_momentum", "scaled_gradient_descent")
_titles = {name: optimizer.title for name, optimizer in OPTIMIZERS.items()}

CONTROLS: tuple[Control, ...] = (
    Subset(name="methods", label="methods", default=("momentum", "adam"), options=_titles),
    *data_controls(),
    *network_controls(),
    *training_controls(),
    hyperparameter_control(ALPHA, name="alpha_gd", label="without adaptive rates", default=0.3),
    hyperparameter_control(RHO),
    Choice(name="focus", label="show the network of", default="adam", options=_titles),
    Count(name="at", label="step", symbol="t", default=MOST_STEPS, low=0, high=MOST_STEPS, view_only=True),
)

PRESETS = [
    {
        "label": "Spirals",
        "query": "data=spirals&noise=0.05&n=300&hidden=32,32&steps=4000&methods=gradient_descent,adam",
        "words": "A hard boundary: plain gradient descent straightens it out for a long time; Adam winds it up.",
    },
    {
        "label": "Over-fitting",
        "query": "data=moons&n=60&noise=0.4&hidden=32,32&methods=adam&steps=6000&batch_size=16",
        "words": "Few, noisy samples and a large network: the training loss goes to 0 while the test loss climbs.",
    },
    {
        "label": "All zero",
        "query": "scheme=zero&methods=adam,gradient_descent",
        "words": "With equal weights all units of a layer get equal gradients: they stay copies of each other.",
    },
    {
        "label": "Ten times too large",
        "query": "scheme=large&methods=momentum,adam",
        "words": "Every tanh is at its limit, where it hardly slopes: gradients vanish before the first layer.",
    },
    {
        "label": "A curve",
        "query": "data=sine&methods=gradient_descent,momentum,adam&noise=0.1",
        "words": "Regression: the fitted curve bends step by step; the smooth parts first.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def runners(values: dict[str, Any]) -> list[Runner]:
    """The methods that are on, each with the numbers it takes."""
    return [
        Runner(
            name,
            _titles[name],
            STYLES[name],
            OPTIMIZERS[name],
            hyper_of(name, values, **({"alpha": values["alpha_gd"]} if name in GRADIENT_ONLY else {})),
            values["weight_decay"],
        )
        for name in values["methods"]
    ]


def _run(values: dict[str, Any], live: bool) -> Result:
    chosen, problem = runners(values), posed(values)
    steps = checked_cost(values, problem, len(chosen), LIVE_BUDGET if live else BUDGET)
    frames = frames_for(problem, len(chosen), 2, live)
    runs = [trained(problem, runner, values, steps, frames) for runner in chosen]
    return answer(runs, values["focus"], steps, values["steps"], live)


EXPERIMENT = Experiment(
    name="network",
    title="A network that trains while you drag",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["field", "training", "net", "layers"], "presets": PRESETS},
    heavy=True,
)
