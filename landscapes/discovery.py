"""Registries: a package's modules declare one object each, and are found by being there."""

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any


def declared(package: str, path: Iterable[str], attribute: str) -> dict[str, Any]:
    """{object.name: object} for the `attribute` of each module of `package` that has one.

    Raises ValueError where two modules declare the same name.
    """
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(path):
        thing = getattr(importlib.import_module(f"{package}.{module.name}"), attribute, None)
        if thing is None:
            continue
        if thing.name in found:
            raise ValueError(f"{package} declares {thing.name!r} twice")
        found[thing.name] = thing
    return found
