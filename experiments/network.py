"""Networks trained side by side, followed live (sections 4.1 to 4.3 on real training)."""

from typing import Any

from experiments.controls import Choice, Control, Count, Subset
from experiments.experiment import Experiment, Result
from experiments.training import (
    BUDGET,
    LIVE_BUDGET,
    METHOD_CONTROLS,
    MOST_STEPS,
    STYLES,
    TITLES,
    answer,
    checked_cost,
    data_controls,
    frames_for,
    network_controls,
    posed,
    runners,
    trained,
    training_controls,
)

CONTROLS: tuple[Control, ...] = (
    Subset(name="methods", label="methods", default=("momentum", "adam"), options=TITLES, styles=STYLES),
    *data_controls(),
    *network_controls(),
    *training_controls(),
    *METHOD_CONTROLS,
    Choice(name="focus", label="show the network of", default="adam", options=TITLES),
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
        "words": "Most tanh units start at their limits: the first picture is a patchwork of steep steps, and training "
        "has to undo it before it can fit.",
    },
    {
        "label": "A curve",
        "query": "data=sine&methods=gradient_descent,momentum,adam&noise=0.1",
        "words": "Regression: the fitted curve bends step by step; the smooth parts first.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def _run(values: dict[str, Any], live: bool) -> Result:
    chosen, problem = runners(values), posed(values)
    steps = checked_cost(values, problem, len(chosen), LIVE_BUDGET if live else BUDGET)
    frames = frames_for(problem, len(chosen), live)
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
