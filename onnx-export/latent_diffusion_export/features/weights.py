"""Weights of files, and loading them without a name left over on either side."""

from pathlib import Path

import safetensors.torch
import torch
from torch import nn

from ..errors import ExportError, first_line


def read(file: Path) -> dict[str, torch.Tensor]:
    """The tensors of a `.safetensors`, `.pth` or `.pt` file. Code in a pickle is not run."""
    if not file.is_file():
        raise ExportError(f"{file}: expected a file of weights, but there is none")
    try:
        if file.suffix == ".safetensors":
            return safetensors.torch.load_file(file)
        state = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # each library has exceptions of its own
        raise ExportError(f"{file}: cannot be read as weights: {first_line(error)}") from error
    state = state.get("state_dict", state) if isinstance(state, dict) else state
    if not isinstance(state, dict) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        raise ExportError(f"{file}: expected tensors by name")
    return state


def load(module: nn.Module, state: dict[str, torch.Tensor], file: Path) -> nn.Module:
    """Every parameter of the module from the file, and none besides; counters of batch normalisation do not matter."""
    wanted = {name: value.shape for name, value in module.state_dict().items() if not name.endswith("num_batches_tracked")}
    given = {name: value for name, value in state.items() if not name.endswith("num_batches_tracked")}
    missing, unexpected = sorted(wanted.keys() - given.keys()), sorted(given.keys() - wanted.keys())
    shapes = [f"{n}: {list(given[n].shape)} instead of {list(wanted[n])}" for n in wanted if n in given and given[n].shape != wanted[n]]
    for what, names in (("lacks", missing), ("has", unexpected), ("has other shapes:", shapes)):
        if names:
            raise ExportError(f"{file}: these are not the weights of this network: it {what} {', '.join(names[:5])}"
                              + (f" and {len(names) - 5} more" if len(names) > 5 else ""))
    module.load_state_dict({name: value.float() for name, value in given.items()}, strict=False)
    return module.eval()
