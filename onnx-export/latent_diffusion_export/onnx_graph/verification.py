"""Compares ONNX Runtime with PyTorch on random inputs."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.capi import onnxruntime_pybind11_state

from ..errors import ExportError
from .graph import Graph
from .storage import EXTERNAL_DATA

TOLERANCE = 1e-4
"""Largest difference allowed, relative to the largest absolute value of the output. Typical differences are 1e-6."""

INDICES = 0.01
"""Share of the elements of an output of whole numbers that may differ: they say where something is largest or smallest, and where two
values are nearly equal, rounding decides."""

_RUNTIME_ERRORS = tuple(error for error in vars(onnxruntime_pybind11_state).values()
                        if isinstance(error, type) and issubclass(error, Exception))


@dataclass(frozen=True)
class Expected:
    """One run of the graph in PyTorch, by name."""

    inputs: dict[str, np.ndarray]
    outputs: dict[str, np.ndarray]


def expected(graph: Graph) -> list[Expected]:
    """What PyTorch computes, for both sets of sizes."""
    cases = []
    for seed, sizes in enumerate(graph.sizes):
        inputs = graph.samples(sizes, seed)
        with torch.no_grad():
            outputs = graph.call(graph.module.eval(), **inputs)
        named = dict(zip(graph.outputs, outputs, strict=True))
        cases.append(Expected({k: v.numpy() for k, v in inputs.items()}, {k: v.numpy() for k, v in named.items()}))
    return cases


def largest_difference(file: Path, cases: list[Expected]) -> float:
    """The largest difference over all outputs and cases, relative to the output's largest value; raises above tolerance."""
    largest = 0.0
    for case, actual in zip(cases, _run(file, cases), strict=True):
        for (name, wanted), got in zip(case.outputs.items(), actual, strict=True):
            largest = max(largest, _difference(f"{file.parent.name}: output {name}", wanted, got))
    return largest


def _run(file: Path, cases: list[Expected]) -> list[list[np.ndarray]]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # what goes wrong is in the exception
    if (file.parent / EXTERNAL_DATA).exists():  # large: leave the weights in the file instead of folding and packing copies of them
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.add_session_config_entry("session.disable_prepacking", "1")
    try:
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        return [session.run(list(case.outputs), case.inputs) for case in cases]
    except _RUNTIME_ERRORS as error:
        raise ExportError(f"{file.parent.name}: ONNX Runtime cannot run the exported graph: {error}") from error


def _difference(what: str, wanted: np.ndarray, got: np.ndarray) -> float:
    if wanted.shape != got.shape:
        raise ExportError(f"{what} has shape {list(got.shape)} in ONNX Runtime and {list(wanted.shape)} in PyTorch")
    if wanted.dtype.kind == "i":
        return _difference_of_indices(what, wanted, got)
    difference = float(np.abs(wanted - got).max() / max(float(np.abs(wanted).max()), 1e-12))
    if not difference <= TOLERANCE:
        raise ExportError(f"{what} differs by {difference:.1e} of its largest value from PyTorch; {TOLERANCE:.0e} is allowed")
    return difference


def _difference_of_indices(what: str, wanted: np.ndarray, got: np.ndarray) -> float:
    """0, since how far apart two indices are says nothing."""
    share = float((wanted != got).mean())
    if share > INDICES:
        raise ExportError(f"{what} differs in {share:.1%} of its elements from PyTorch; {INDICES:.0%} are allowed")
    return 0.0
