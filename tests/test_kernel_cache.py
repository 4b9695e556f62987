"""Kernels are compiled once: a second process finds all of them on disk."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import json, sys
from numba.core import event
class Compilations(event.Listener):
    count = 0
    def on_start(self, event): pass
    def on_end(self, event): Compilations.count += 1
event.register("numba:compile", Compilations())
from landscapes import LANDSCAPES
from optimizers import OPTIMIZERS, descend
ends = {}
for name, optimizer in OPTIMIZERS.items():
    t = descend(LANDSCAPES["rosenbrock"], optimizer, (0.4, -0.2), 10)
    ends[name] = t.params[-1].tolist()
print(json.dumps([Compilations.count, ends]))
"""


def in_a_new_process(cache):
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(answer.stdout)


def test_a_second_process_compiles_nothing(tmp_path):
    compiled_first, ends_first = in_a_new_process(tmp_path)
    compiled_again, ends_again = in_a_new_process(tmp_path)
    assert compiled_first > 0
    assert compiled_again == 0
    assert ends_again == ends_first
