"""What one ONNX graph is: its module, its named inputs and outputs, and the sizes on which it is checked."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import nn

# The highest opset that the CPU, CUDA, DirectML, CoreML and TensorRT providers of ONNX Runtime 1.31, the library's, all implement.
OPSET = 20

Shape = tuple[str | int, ...]


@dataclass(frozen=True)
class Tensor:
    """An input. A string in `shape` names a dynamic dimension; equal names are equal sizes."""

    shape: Shape
    dtype: torch.dtype = torch.float32
    below: int = 2
    """Random integers for the check lie in [0, below)."""

    def sample(self, sizes: dict[str, int], generator: torch.Generator) -> torch.Tensor:
        shape = [sizes[size] if isinstance(size, str) else size for size in self.shape]
        if self.dtype.is_floating_point:
            return torch.randn(shape, generator=generator, dtype=self.dtype)
        return torch.randint(0, self.below, shape, generator=generator, dtype=self.dtype)


def same_name(parameter: str) -> str:
    return parameter


@dataclass
class Graph:
    """One `model.onnx`. `call` receives `module` and the inputs by name and returns the outputs in order."""

    folder: str
    module: nn.Module
    call: Callable[..., tuple[torch.Tensor, ...]]
    inputs: dict[str, Tensor]
    outputs: dict[str, Shape]
    sizes: tuple[dict[str, int], dict[str, int]]
    """Two sets of sizes: the graph is traced with the first and checked with both."""
    weight_name: Callable[[str], str] = same_name
    """The name in published checkpoints of a parameter of `module`, where the installed class has another."""
    multiples: dict[str, int] = field(default_factory=dict)
    """What dynamic dimensions are always multiples of, where the module cannot be traced without saying so."""

    def samples(self, sizes: dict[str, int], seed: int) -> dict[str, torch.Tensor]:
        generator = torch.Generator().manual_seed(seed)
        return {name: tensor.sample(sizes, generator) for name, tensor in self.inputs.items()}
