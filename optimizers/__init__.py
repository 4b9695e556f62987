"""Optimizers of the chapter: every file here that declares an OPTIMIZER is in OPTIMIZERS."""

from landscapes.discovery import declared
from optimizers.descent import Trajectory, descend, ensemble
from optimizers.hyperparameters import Hyperparameter, ParameterError
from optimizers.optimizer import Optimizer

OPTIMIZERS: dict[str, Optimizer] = declared(__name__, __path__, "OPTIMIZER")

__all__ = ["OPTIMIZERS", "Hyperparameter", "Optimizer", "ParameterError", "Trajectory", "descend", "ensemble"]
