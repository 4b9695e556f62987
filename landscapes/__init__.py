"""Landscapes to descend: every file here that declares a LANDSCAPE is in LANDSCAPES."""

from landscapes.discovery import declared
from landscapes.landscape import Landscape

LANDSCAPES: dict[str, Landscape] = declared(__name__, __path__, "LANDSCAPE")

__all__ = ["LANDSCAPES", "Landscape"]
