"""Make libraries.json: 60 iterates of PyTorch's optimizers on Rosenbrock, in float64.

Run with PyTorch installed (`pip install torch`; it is no dependency of the tests):
    python tests/golden/make.py
"""

import json
from pathlib import Path

import torch

START, STEPS = (0.4, -0.2), 60

RUNS = {
    "sgd": (torch.optim.SGD, {"lr": 0.001}),
    "sgd_momentum": (torch.optim.SGD, {"lr": 0.0004, "momentum": 0.8}),
    "sgd_nesterov": (torch.optim.SGD, {"lr": 0.0004, "momentum": 0.8, "nesterov": True}),
    "sgd_weight_decay": (torch.optim.SGD, {"lr": 0.001, "momentum": 0.8, "weight_decay": 0.3}),
    "adagrad": (torch.optim.Adagrad, {"lr": 0.3, "eps": 1e-3}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.97, "eps": 1e-3}),
    "adadelta": (torch.optim.Adadelta, {"lr": 1.0, "rho": 0.9, "eps": 1e-6}),
    "adam": (torch.optim.Adam, {"lr": 0.05, "betas": (0.85, 0.99), "eps": 1e-3}),
    "adam_weight_decay": (torch.optim.Adam, {"lr": 0.05, "betas": (0.85, 0.99), "eps": 1e-3, "weight_decay": 0.3}),
    "adamw": (torch.optim.AdamW, {"lr": 0.05, "betas": (0.85, 0.99), "eps": 1e-3, "weight_decay": 0.3}),
}


def iterates(optimizer, options):
    """θ from the start on, STEPS + 1 rows."""
    theta = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    method = optimizer([theta], **options)
    rows = [theta.tolist()]
    for _ in range(STEPS):
        method.zero_grad()
        ((1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2).backward()
        method.step()
        rows.append(theta.tolist())
    return rows


if __name__ == "__main__":
    runs = {name: {"options": options, "params": iterates(kind, options)} for name, (kind, options) in RUNS.items()}
    answer = {"made by": f"torch {torch.__version__.split('+')[0]}", "start": START, "runs": runs}
    Path(__file__).with_name("libraries.json").write_text(json.dumps(answer))
