"""How weights are stored: as they are, or as float16 with one Cast to float32 each; beside the graph when they are large."""

from pathlib import Path

import numpy as np
import onnx_ir as ir
import torch
from torch import nn

EXTERNAL_DATA = "model.onnx_data"
_EXTERNAL_ABOVE = 1_000_000_000
_SMALL = 64


def round_to_float16(module: nn.Module) -> None:
    """Gives the module the weights that the float16 file will hold, so that both can be compared at full precision."""
    for name, parameter in [*module.named_parameters(), *module.named_buffers()]:
        if parameter.dtype == torch.float32 and parameter.numel() >= _SMALL:
            parameter.data.copy_(parameter.data.half().float())


def store_as_float16(model: ir.Model) -> None:
    """A weight keeps its name and shape and becomes float16; a Cast restores float32. ONNX Runtime folds the Cast at load."""
    casts = []
    for value in list(model.graph.initializers.values()):
        tensor = value.const_value
        if tensor.dtype != ir.DataType.FLOAT or tensor.size < _SMALL:
            continue
        name = value.name
        value.name = f"{name}.float32"
        half = ir.Value(name=name, type=ir.TensorType(ir.DataType.FLOAT16), shape=tensor.shape, const_value=ir.LazyTensor(
            lambda t=tensor, n=name: ir.tensor(t.numpy().astype(np.float16), name=n), ir.DataType.FLOAT16, tensor.shape, name=name))
        cast = ir.node("Cast", [half], attributes={"to": ir.DataType.FLOAT}, name=f"{name}.cast")
        cast.outputs[0].name, cast.outputs[0].dtype = f"{name}.float32", ir.DataType.FLOAT
        model.graph.initializers.pop(value.name, None)
        model.graph.initializers.pop(name, None)
        model.graph.register_initializer(half)
        ir.convenience.replace_all_uses_with(value, cast.outputs[0])
        casts.append(cast)
    first = next(iter(model.graph))
    model.graph.insert_before(first, casts)


def save(model: ir.Model, folder: Path) -> None:
    """Writes `model.onnx`, and the weights beside it where they are more than 1 GB."""
    folder.mkdir(parents=True, exist_ok=True)
    size = sum(value.const_value.nbytes for value in model.graph.initializers.values())
    if size <= _EXTERNAL_ABOVE:
        ir.save(model, folder / "model.onnx")
    else:
        ir.save(model, folder / "model.onnx", external_data=EXTERNAL_DATA, size_threshold_bytes=1024)
