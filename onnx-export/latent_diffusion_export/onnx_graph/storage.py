"""How weights are stored: as they are, or in half precision with one Cast to float32 each; beside the graph when they are large."""

from pathlib import Path

import onnx_ir as ir
import torch
from torch import nn

EXTERNAL_DATA = "model.onnx_data"
_EXTERNAL_ABOVE = 1_000_000_000
_SMALL = 64
HALVES = {"float16": (torch.float16, ir.DataType.FLOAT16), "bfloat16": (torch.bfloat16, ir.DataType.BFLOAT16)}


def round_to(dtype: str, module: nn.Module) -> None:
    """Gives the module the weights that the file will hold, so that both can be compared at full precision."""
    for name, parameter in [*module.named_parameters(), *module.named_buffers()]:
        if parameter.dtype == torch.float32 and parameter.numel() >= _SMALL:
            parameter.data.copy_(parameter.data.to(HALVES[dtype][0]).float())


def store_as(dtype: str, model: ir.Model) -> None:
    """A weight keeps its name and shape and becomes one of HALVES; a Cast restores float32. ONNX Runtime folds the Cast at load."""
    casts, stored = [], HALVES[dtype][1]
    for value in list(model.graph.initializers.values()):
        tensor = value.const_value
        if tensor.dtype != ir.DataType.FLOAT or tensor.size < _SMALL:
            continue
        name = value.name
        value.name = f"{name}.float32"
        half = ir.Value(name=name, type=ir.TensorType(stored), shape=tensor.shape, const_value=ir.LazyTensor(
            lambda t=tensor, n=name: ir.tensor(t.numpy().astype(stored.numpy()), name=n), stored, tensor.shape, name=name))
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
