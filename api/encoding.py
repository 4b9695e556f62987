"""A result as bytes: safetensors for programs, CSV and JSON for people.

Binary is the safetensors format: an 8-byte little-endian header length, a JSON header with each
array's dtype, shape and place, then the raw arrays. `info` is JSON text under the header's
`__metadata__`. Real numbers are float32 there and float64 in CSV and JSON.
"""

import csv
import io
import json
import math
from typing import Any

import numpy as np
from safetensors import TensorSpec, serialize

from experiments import Result

MEDIA_TYPES = {
    "binary": "application/octet-stream",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def binary(result: Result) -> bytes:
    """The result as safetensors."""
    reals = np.empty(sum(array.size for array in result.arrays.values()), "<f4")
    integers, specs, place = reals.view("<i4"), {}, 0
    start = reals.__array_interface__["data"][0]
    with np.errstate(over="ignore"):  # beyond float32 is ∞ there, as the format says
        for name, array in result.arrays.items():
            real, size = array.dtype.kind == "f", array.size
            (reals if real else integers)[place : place + size].reshape(array.shape)[...] = array
            # safetensors.numpy.save asks numpy for names and ctypes views: half of an answer's time.
            specs[name] = TensorSpec(
                dtype="float32" if real else "int32", shape=array.shape, data_ptr=start + 4 * place, data_len=4 * size
            )
            place += size
    return bytes(serialize(specs, {"info": json.dumps(result.info, allow_nan=False)}))


def _finite_or_null(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite_or_null(item) for item in value]
    return value if not isinstance(value, float) or math.isfinite(value) else None


def as_json(result: Result) -> bytes:
    """{"info": …, "arrays": {name: nested lists}}; null stands for numbers that are not finite."""
    arrays = {name: _finite_or_null(array.tolist()) for name, array in result.arrays.items()}
    return json.dumps({"info": result.info, "arrays": arrays}, allow_nan=False).encode()


def as_csv(result: Result) -> bytes:
    """The result's table, a header line first; numbers that are not finite are inf, -inf and nan."""
    table = result.table()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*(column.tolist() for column in table.values()), strict=True))
    return out.getvalue().encode()


ENCODERS = {"binary": binary, "csv": as_csv, "json": as_json}
