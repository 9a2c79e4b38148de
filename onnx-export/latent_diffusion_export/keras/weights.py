"""Weights of TensorFlow.js: bytes with a scale and a minimum for each tensor, or float32."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import ExportError


@dataclass(frozen=True)
class Weight:
    """`values * scale + minimum`, computed in float64 and rounded to float32, as TensorFlow.js does."""

    values: np.ndarray
    scale: float | None = None
    minimum: float = 0.0

    def transformed(self, change) -> "Weight":
        return Weight(np.ascontiguousarray(change(self.values)), self.scale, self.minimum)


def read(manifest: list[dict[str, Any]], data: bytes) -> dict[str, Weight]:
    """The weights of a manifest, whose bytes lie one after the other."""
    weights, position = {}, 0
    for entry in (weight for group in manifest for weight in group["weights"]):
        quantization = entry.get("quantization")
        stored = quantization["dtype"] if quantization else entry["dtype"]
        if stored not in ("uint8", "uint16", "float32"):
            raise ExportError(f"{entry['name']}: weights of type {stored} are not known")
        dtype, count = np.dtype(stored).newbyteorder("<"), int(np.prod(entry["shape"], dtype=np.int64))
        if position + count * dtype.itemsize > len(data):
            raise ExportError(f"{entry['name']}: the weights are cut off after {len(data)} bytes")
        values = np.frombuffer(data, dtype, count, position).reshape(entry["shape"])
        position += count * dtype.itemsize
        weights[entry["name"]] = Weight(values, quantization["scale"], quantization["min"]) if quantization else Weight(values)
    if position != len(data):
        raise ExportError(f"{len(data) - position} bytes of weights belong to nothing")
    return weights
