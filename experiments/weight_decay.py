"""Weight decay: shrinkage at every step, where it moves the minimum, and what it does to a fit (section 4.5)."""

import math
from functools import cache
from typing import Any

import numpy as np

from experiments.charts import Axis, Chart, Series, as_arrays, as_info
from experiments.controls import STEPS, VIEW_CONTROLS, Control, hyperparameter_control, start_control
from experiments.datasets import sampled
from experiments.experiment import Experiment, Result
from experiments.landscape import chosen_landscape, landscape_controls
from experiments.runs import Runner, Scene, answer, made
from landscapes import Landscape
from landscapes.landscape import Array
from landscapes.mlp import network
from optimizers import OPTIMIZERS, descend
from optimizers.hyperparameters import ALPHA, WEIGHT_DECAY

LAMBDAS = np.array([0.0, *np.geomspace(1e-5, 1.0, 11)])
LIVE_LAMBDAS = LAMBDAS[::3]
FACTOR_STEPS = 40
FIT_STEPS, FIT_SAMPLES, FIT_NOISE, FIT_HIDDEN = 4000, 16, 0.4, (32,)

CONTROLS: tuple[Control, ...] = (
    *landscape_controls(default="booth", alphas=("alpha",)),
    hyperparameter_control(ALPHA, default=0.05),
    hyperparameter_control(ALPHA, name="alpha_adam", label="of Adam and AdamW", default=0.05),
    hyperparameter_control(WEIGHT_DECAY, default=2.0, slider_range=(1e-3, 100.0)),
    STEPS,
    start_control(),
    *VIEW_CONTROLS,
)

PRESETS = [
    {
        "label": "The minimum moves",
        "query": "",
        "words": "With λ the loss that is descended is C + λ‖θ‖²/2. Drag λ: the ends of gradient descent and Adam move "
        "from the minimum of C towards 0, and AdamW goes elsewhere.",
    },
    {
        "label": "αλ beyond 2",
        "query": "alpha=0.05&weight_decay=45&steps=200",
        "words": "The factor 1 − αλ is below −1: every step throws the parameters to the other side, and further out. "
        "This happens whatever the gradient is.",
    },
    {
        "label": "Steep coordinates",
        "query": "landscape=quadratic&condition=100&alpha=0.01&weight_decay=1&steps=2000&start=-4,2.5",
        "words": "In the gradient, λθ is divided by √s like everything else, and a steep coordinate decays less. "
        "Decoupled, every coordinate decays alike.",
    },
    {"label": "Reset", "query": "", "words": "Everything as it was at first."},
]


def regularised_minimum(landscape: Landscape, weight_decay: float, start: Array) -> Array:
    """A stationary point of C + λ‖θ‖²/2 near `start`, by Newton's method on differences of the gradient.

    NaN where it does not settle.
    """
    theta = np.array(start, dtype=float)
    for _ in range(60):
        gradient = landscape.evaluate(theta)[1][0] + weight_decay * theta
        if np.abs(gradient).max() < 1e-10:
            return theta
        hessian = landscape.hessian(theta) + weight_decay * np.eye(2)
        if not np.isfinite(hessian).all() or np.linalg.matrix_rank(hessian) < 2:
            break
        theta = theta - np.linalg.solve(hessian, gradient)
    return np.full(2, np.nan)


def minima_along(landscape: Landscape, most: float) -> Array:
    """The minimizer of C + λ‖θ‖²/2 for λ from 0 to `most`, followed from the first known minimum: (k, 2)."""
    lambdas = np.concatenate(([0.0], np.geomspace(1e-3, max(most, 2e-3), 50)))
    at, found = np.array(landscape.minima[0]), []
    for weight_decay in lambdas:
        nearby = regularised_minimum(landscape, float(weight_decay), at)
        if np.isfinite(nearby).all():
            at = nearby
        found.append(nearby)
    return np.array(found)


def _factor(alpha: float, weight_decay: float) -> Chart:
    factor = 1.0 - alpha * weight_decay
    steps = np.arange(FACTOR_STEPS + 1.0)
    left = factor**steps
    shown = np.abs(left) < 20.0
    outcome = "it grows: αλ is beyond 2" if abs(factor) > 1.0 else "it shrinks"
    return Chart(
        "factor",
        f"What {FACTOR_STEPS} steps leave of a parameter without gradient: 1 − αλ = {factor:.4g}",
        Axis("step t"),
        Axis("(1 − αλ)ᵗ"),
        (Series("(1 − αλ)ᵗ", 2, "line", steps[shown], left[shown]),),
        f"αλ = {alpha * weight_decay:.4g}, so {outcome}. The bound is αλ < 2.",
    )


@cache
def fit_losses(weight_decay: float) -> tuple[float, float]:
    """Training and test loss of a 1-32-1 network on 16 noisy samples of a sine, trained with λ by Adam."""
    x, y = sampled("sine", FIT_SAMPLES + 200, FIT_NOISE, 5)
    train = network(x[:FIT_SAMPLES], y[:FIT_SAMPLES], hidden=FIT_HIDDEN, decay_biases=False)
    test = network(x[FIT_SAMPLES:], y[FIT_SAMPLES:], hidden=FIT_HIDDEN)
    run = descend(
        train,
        OPTIMIZERS["adam"],
        train.start(0),
        FIT_STEPS,
        alpha=0.02,
        weight_decay=weight_decay,
        record_every=FIT_STEPS,
    )
    return float(run.loss[-1]), float(test.evaluate(run.params[-1])[0][0])


def _fit(live: bool) -> Chart:
    lambdas = LIVE_LAMBDAS if live else LAMBDAS
    training, test = np.array([fit_losses(weight_decay) for weight_decay in lambdas]).T
    at = np.maximum(lambdas, LAMBDAS[1] / 3)
    best = lambdas[int(np.argmin(test))]
    return Chart(
        "fit",
        f"A 1-32-1 network on {FIT_SAMPLES} noisy samples of a sine",
        Axis("λ (the leftmost: 0)", log=True),
        Axis("loss after training", log=True),
        (Series("training", 0, "line", at, training), Series("test", 2, "line", at, test)),
        f"Test loss is lowest at λ = {best:.2g}: less learns the noise, more flattens the curve.",
    )


def _runners(values: dict[str, Any]) -> list[Runner]:
    decay, plain, adam = values["weight_decay"], {"alpha": values["alpha"]}, {"alpha": values["alpha_adam"]}
    return [
        Runner("gradient_descent", "Gradient descent", 0, OPTIMIZERS["gradient_descent"], plain, decay),
        Runner("adam", "Adam, λ in the gradient", 1, OPTIMIZERS["adam"], adam, decay),
        Runner("adamw", "AdamW, decoupled", 2, OPTIMIZERS["adamw"], adam, decay),
    ]


def _said(minima: Array) -> str:
    now = minima[-1]
    if not np.isfinite(now).all():
        return ""
    return (
        f"The minimum of C + λ‖θ‖²/2 is at ({now[0]:.4g}, {now[1]:.4g}), {math.hypot(*now):.4g} from 0; that of C "
        f"alone {math.hypot(*minima[0]):.4g}."
    )


def _run(values: dict[str, Any], live: bool) -> Result:
    landscape, query = chosen_landscape(values)
    scene = Scene(landscape, query, values["start"] or landscape.start, values["steps"])
    runs = made(scene, _runners(values))
    notes = []
    charts = [_factor(values["alpha"], values["weight_decay"]), _fit(live)]
    trail = np.empty((0, 2))
    if landscape.minima:
        trail = minima_along(landscape, values["weight_decay"])
        notes.append(_said(trail))
    result = answer(scene, runs, "gradient_descent", live, notes=notes)
    result.arrays.update(as_arrays(charts))
    result.arrays["trail"] = trail
    result.info.update(charts=as_info(charts), whole=not live)
    return result


EXPERIMENT = Experiment(
    name="weight_decay",
    title="Weight decay",
    controls=CONTROLS,
    run=_run,
    facts={"views": ["landscape", "loss", "chart:factor", "chart:fit"], "presets": PRESETS},
    heavy=True,
)
