"""Print every measured figure beside its bar. Ratios compare within one run: machines are noisy."""

import sys

from benchmarks import api, browser, kernels, network, start

PARTS = {
    "kernels": kernels.measure,
    "ensemble": kernels.measure_ensemble,
    "network": network.measure,
    "start": start.measure,
    "api": api.measure,
    "browser": browser.measure,
}

for name in sys.argv[1:] or PARTS:
    print(f"\n{name}", flush=True)
    for what, figure, bar in PARTS[name]():
        print(f"  {what:<58} {figure:<34} {bar}", flush=True)
