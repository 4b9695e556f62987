"""Make libraries.json, 60 iterates of PyTorch's optimizers on Rosenbrock, and networks.json, trained networks.

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


LAYERS = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}
NETWORKS = [("tanh", "mse", 1), ("relu", "cross_entropy", 1), ("sigmoid", "cross_entropy", 3), ("relu", "mse", 2)]
SAMPLES, BATCH, TRAINING = 24, 6, 100


def trained(activation, loss, outputs):
    """A 2-5-4-q network after 100 steps of Adam on seeded batches, with all that is needed to repeat it."""
    torch.manual_seed(7)
    x = torch.randn(SAMPLES, 2, dtype=torch.float64)
    if loss == "mse":
        y = torch.sin(x @ torch.randn(2, outputs, dtype=torch.float64))
    else:
        y = (x[:, :1] * x[:, 1:] > 0).double()
        y = y if outputs == 1 else torch.nn.functional.one_hot(torch.arange(SAMPLES) % outputs, outputs).double()
    sizes = [2, 5, 4, outputs]
    parts = [torch.nn.Linear(a, b).double() for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
    net = torch.nn.Sequential(parts[0], LAYERS[activation](), parts[1], LAYERS[activation](), parts[2])

    def flat():
        return [v for part in parts for v in [*part.weight.T.flatten().tolist(), *part.bias.tolist()]]

    def cost(out, target):
        if loss == "mse":
            return ((out - target) ** 2).sum(dim=1).mean()
        if outputs == 1:
            return torch.nn.functional.binary_cross_entropy_with_logits(out, target)
        return torch.nn.functional.cross_entropy(out, target)

    start, batches = flat(), torch.randint(SAMPLES, (TRAINING, BATCH))
    adam = torch.optim.Adam(net.parameters(), lr=0.01)
    for batch in batches:
        adam.zero_grad()
        cost(net(x[batch]), y[batch]).backward()
        adam.step()
    data = {"x": x.tolist(), "y": y.tolist(), "batches": batches.tolist()}
    return {"activation": activation, "loss": loss, "start": start, "end": flat(), **data}


if __name__ == "__main__":
    runs = {name: {"options": options, "params": iterates(kind, options)} for name, (kind, options) in RUNS.items()}
    answer = {"made by": f"torch {torch.__version__.split('+')[0]}", "start": START, "runs": runs}
    Path(__file__).with_name("libraries.json").write_text(json.dumps(answer))
    networks = [trained(*which) for which in NETWORKS]
    Path(__file__).with_name("networks.json").write_text(json.dumps(networks))
