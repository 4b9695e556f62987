"""Any optimizers, on any landscape, from one start (sections 4.1 and 4.3)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.controls import STEPS, VIEW_CONTROLS, Control, Number, number_text, start_control
from experiments.experiment import Experiment, Result
from experiments.landscape import chosen_landscape, landscape_controls
from experiments.runs import Run, Runner, Scene, answer, finite, made
from optimizers import OPTIMIZERS, Optimizer
from optimizers.hyperparameters import WEIGHT_DECAY, Hyperparameter, Interval, ParameterError

MOST_RUNNERS = 12


@dataclass(frozen=True)
class Entry:
    """A runner as a link writes it: the method, and the numbers in which it differs from the defaults."""

    method: str
    numbers: tuple[tuple[str, float], ...] = ()


def entry_parameters(optimizer: Optimizer) -> dict[str, Hyperparameter]:
    """What an entry may set, by its name in a link: r has a number for each coordinate, r1 and r2."""
    parameters: dict[str, Hyperparameter] = {}
    for parameter in (*optimizer.hyperparameters, WEIGHT_DECAY):
        if parameter.per_coordinate:
            parameters |= {f"{parameter.name}{i + 1}": parameter for i in range(2)}
        else:
            parameters[parameter.name] = parameter
    return parameters


@dataclass(frozen=True, kw_only=True)
class Runners(Control):
    """The entries of a race: `momentum,alpha:0.01,beta:0.9~adam`."""

    @property
    def accepts(self) -> str:
        return (
            f"1 to {MOST_RUNNERS} runners separated by ~, each a method ({', '.join(OPTIMIZERS)}) and, after "
            "commas, what differs from its defaults, such as momentum,alpha:0.01,beta:0.9"
        )

    def read(self, text: str) -> tuple[Entry, ...]:
        entries = tuple(map(self._entry, text.split("~")))
        if len(entries) > MOST_RUNNERS:
            raise ValueError
        return entries

    def _entry(self, text: str) -> Entry:
        method, *settings = text.split(",")
        if method not in OPTIMIZERS:
            raise ValueError
        known = entry_parameters(OPTIMIZERS[method])
        numbers: dict[str, float] = {}
        for setting in settings:
            name, _, number = setting.partition(":")
            if name not in known or name in numbers:
                raise ValueError
            numbers[name] = self._number(known[name], number)
        return Entry(method, tuple((n, numbers[n]) for n, p in known.items() if numbers.get(n, p.default) != p.default))

    def _number(self, parameter: Hyperparameter, text: str) -> float:
        control = Number(name=self.name, label="", default=0.0, domain=parameter.domain, slider_range=(0.0, 1.0))
        try:
            return control.read(text)
        except ValueError:
            raise ParameterError(
                self.name, f"{parameter.name}:{text}", f"{parameter.name} as {parameter.domain}"
            ) from None

    def write(self, value: tuple[Entry, ...]) -> str:
        return "~".join(",".join([e.method, *(f"{n}:{number_text(v)}" for n, v in e.numbers)]) for e in value)

    def bad_texts(self) -> tuple[str, ...]:
        return (
            *super().bad_texts(),
            "",
            "newton",
            "momentum,beta:1",
            "momentum,gamma:0.9",
            "momentum,beta:0.5,beta:0.6",
            "scaled_gradient_descent,r1:0",
            "~".join(["adam"] * (MOST_RUNNERS + 1)),
        )

    def details(self) -> dict[str, Any]:
        def slider(name: str, parameter: Hyperparameter) -> dict[str, Any]:
            low, high = parameter.slider_range
            return {
                "kind": "switch" if str(parameter.domain) == "0 or 1" else "number",
                "name": name,
                "label": parameter.label,
                "symbol": parameter.symbol + ("₁₂"[int(name[-1]) - 1] if parameter.per_coordinate else ""),
                "help": parameter.help,
                "default": number_text(parameter.default),
                "low": low,
                "high": high,
                "scale": parameter.scale,
                "step": 0.0,
            }

        methods = {
            name: {
                "title": optimizer.title,
                "parameters": [slider(n, p) for n, p in entry_parameters(optimizer).items()],
            }
            for name, optimizer in OPTIMIZERS.items()
        }
        return {"methods": methods, "most": MOST_RUNNERS}


def entries(text: str) -> tuple[Entry, ...]:
    """The entries that `text` writes."""
    return Runners(name="runners", label="", default=()).read(text)


DEFAULT = "gradient_descent~momentum,alpha:0.01~nesterov,alpha:0.01~rmsprop,alpha:0.01,gamma:0.9~adam,alpha:0.05"

CONTROLS = (
    Runners(name="runners", label="runners", default=entries(DEFAULT)),
    *landscape_controls(),
    STEPS,
    start_control(),
    Number(
        name="target",
        label="loss to reach",
        default=0.001,
        domain=Interval(0.0, float("inf"), "left"),
        slider_range=(1e-8, 10.0),
        scale="log",
        help="The table counts the steps until C(θ) first is so close to its lowest value.",
    ),
    *VIEW_CONTROLS,
)

PRESETS = [
    {
        "label": "Adam in the valley",
        "query": "runners=momentum,alpha:0.01~adam,alpha:0.05&steps=600",
        "words": "Good for Adam at first: it rescales the steep direction at once. Good for momentum in the end: Adam "
        "keeps stepping by about α and has to settle.",
    },
    {
        "label": "Adagrad starving",
        "query": "runners=adagrad,alpha:0.1~rmsprop,alpha:0.01,gamma:0.9~gradient_descent,alpha:0.04"
        "&landscape=quadratic&steps=1500",
        "words": "Bad for Adagrad: the sum of squares never shrinks, so its steps do. Plain gradient descent, told a "
        "good α, beats both.",
    },
    {
        "label": "Nesterov corrects",
        "query": "runners=momentum,alpha:0.02,beta:0.95~nesterov,alpha:0.02,beta:0.95&steps=300",
        "words": "Good for Nesterov: it reads the slope where it is about to be, and overshoots the bend less.",
    },
    {
        "label": "RMSprop circles",
        "query": "runners=rmsprop,alpha:0.05,gamma:0.9~adam,alpha:0.05~gradient_descent,alpha:0.05&landscape=booth"
        "&steps=400",
        "words": "Bad for RMSprop: near the minimum derivatives are small and so are their squares, and its steps stay "
        "about α long. Gradient descent's steps shrink with the slope.",
    },
    {
        "label": "Saddle",
        "query": "runners=gradient_descent,alpha:0.05~momentum,alpha:0.5,beta:0.9~adam,alpha:0.05&landscape=saddle"
        "&start=-1.8,1e-06&steps=300",
        "words": "Bad for gradient descent: it crawls away from the saddle by the factor 1 + α a step. Momentum with "
        "α/(1−β) gathers speed; Adam sees only the sign of the slope and leaves at once.",
    },
    {
        "label": "Just above 2/λmax",
        "query": "runners=gradient_descent,alpha:0.0995~gradient_descent,alpha:0.1005~momentum,alpha:0.1005"
        "&landscape=quadratic&steps=2000",
        "words": "The steepest curvature is 20, so gradient descent bears α < 2/20 = 0.1: below it settles, above it "
        "is thrown out. Momentum averages the swinging away.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def _runner(k: int, entry: Entry) -> Runner:
    optimizer = OPTIMIZERS[entry.method]
    numbers = dict(entry.numbers)
    decay = numbers.pop(WEIGHT_DECAY.name, 0.0)
    filled = {n: numbers.get(n, p.default) for n, p in entry_parameters(optimizer).items()}
    hyper = {
        h.name: (filled[f"{h.name}1"], filled[f"{h.name}2"]) if h.per_coordinate else filled[h.name]
        for h in optimizer.hyperparameters
    }
    return Runner(f"runner_{k + 1}", f"{k + 1} {optimizer.title}", k, optimizer, hyper, decay)


def steps_to(run: Run, target: float) -> int | None:
    """The first step with C(θ) − min C ≤ `target`, or C(θ) ≤ `target` where C has no lowest value."""
    lowest = finite(run.scene.landscape.lowest) or 0.0
    reached = np.flatnonzero(run.trajectory.loss - lowest <= target)
    return int(run.trajectory.steps[reached[0]]) if len(reached) else None


def _run(values: dict[str, Any], live: bool) -> Result:
    landscape, query = chosen_landscape(values)
    scene = Scene(landscape, query, values["start"] or landscape.start, values["steps"])
    runs = made(scene, [_runner(k, entry) for k, entry in enumerate(values["runners"])])
    result = answer(scene, runs, "", live, series=("distance", "slope"))
    for run, summary in zip(runs, result.info["runs"], strict=True):
        summary["stepsToTarget"] = steps_to(run, values["target"])
        summary["gradients"] = summary["length"] - 1  # every method takes one a step
    return result


EXPERIMENT = Experiment(
    name="race",
    title="A race on any landscape",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["landscape", "loss", "distance", "slope"], "presets": PRESETS},
)
