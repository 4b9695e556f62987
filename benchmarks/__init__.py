"""Measured figures: `make bench` prints them all, `python -m benchmarks kernels` one part."""
