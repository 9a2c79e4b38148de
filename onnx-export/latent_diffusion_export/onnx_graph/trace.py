"""Traces a graph with `torch.export` and `torch.onnx.export`. The optimiser stays off: it would fold and rename weights."""

import contextlib
import io
import logging
import warnings

import onnx_ir as ir
import torch
from torch import nn

from ..errors import FOREIGN, ExportError, first_line
from . import translations
from .graph import OPSET, Graph


class _Call(nn.Module):
    """Gives the tracer positional inputs, and every parameter the prefix `module.`."""

    def __init__(self, graph: Graph):
        super().__init__()
        self.module = graph.module
        self._call = graph.call
        self._names = tuple(graph.inputs)

    def forward(self, *tensors: torch.Tensor):
        return self._call(self.module, **dict(zip(self._names, tensors)))


def trace(graph: Graph) -> ir.Model:
    """The graph as ONNX, with the weights under the names of the module and the prefix `module.`."""
    multiples = {size: factor * torch.export.Dim(size, min=1) for size, factor in graph.multiples.items()}
    dynamic = tuple({axis: multiples.get(size, torch.export.Dim.DYNAMIC) for axis, size in enumerate(tensor.shape) if isinstance(size, str)}
                    for tensor in graph.inputs.values())
    inputs = tuple(graph.samples(graph.sizes[0], seed=0).values())
    try:
        with torch.no_grad(), _quiet(), translations.patched():
            # Given the module, torch.onnx.export would first try a stricter capture, which the U-Net's size test fails, and take longer.
            program = torch.export.export(_Call(graph).eval(), inputs, dynamic_shapes=(dynamic,), strict=False)
            exported = torch.onnx.export(program, dynamo=True, optimize=False, verbose=False, opset_version=OPSET,
                                         input_names=list(graph.inputs), output_names=list(graph.outputs),
                                         custom_translation_table=translations.table())
    except FOREIGN as error:
        raise failure(graph, error) from error
    return exported.model


def failure(graph: Graph, error: Exception) -> ExportError:
    """The error to raise for one of `FOREIGN`, which would not say what it is about."""
    return ExportError(f"{graph.folder}: this {type(graph.module).__name__} cannot be exported with dynamic sizes: {first_line(error)}")


@contextlib.contextmanager
def _quiet():
    """The exporter reports its own progress and the absence of torchvision; neither is the user's concern."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx._internal.exporter._registration", "torch.utils._sympy.interp")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels):
            logger.setLevel(level)
