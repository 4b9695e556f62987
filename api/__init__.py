"""The HTTP interface to the experiments."""
