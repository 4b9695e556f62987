"""Measure everything, or the parts named: `python -m load students`."""

import argparse
import importlib
import inspect
import sys

import uvloop

from load.report import show
from load.served import Served

PARTS = ("students", "pages", "overload", "fuzz", "balancer")


async def _measure(part: str) -> bool:
    measure = importlib.import_module(f"load.{part}").measure
    served = Served() if inspect.signature(measure).parameters else None
    fine, status = True, 0
    try:
        async for figure in measure(served) if served else measure():
            show(figure)
            fine = fine and figure.fine
    finally:
        status = served.stop() if served else 0
    if status != 0:
        print(f"the server ended with {status}:\n{served.words()[-2000:]}")
    return fine and status == 0


def main() -> None:
    """Exit with 1 where something went wrong; being slow is not wrong, it is reported."""
    options = argparse.ArgumentParser(prog="python -m load", description=__doc__)
    options.add_argument("parts", nargs="*", metavar="part", help=f"one of {', '.join(PARTS)}; without any, all")
    parts = options.parse_args().parts
    if unknown := set(parts).difference(PARTS):
        options.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    results = []
    for part in parts or PARTS:
        print(f"\n{part}: {importlib.import_module(f'load.{part}').__doc__.splitlines()[0]}")
        results.append(uvloop.run(_measure(part)))
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
