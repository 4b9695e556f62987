"""Experiments: every file here that declares an EXPERIMENT is in EXPERIMENTS."""

from experiments.experiment import Experiment, Result
from landscapes.discovery import declared

EXPERIMENTS: dict[str, Experiment] = declared(__name__, __path__, "EXPERIMENT")

__all__ = ["EXPERIMENTS", "Experiment", "Result"]
