"""Random weights of a size that makes every input count, drawn from one seed whatever the class initialises itself with."""

import zlib

import torch
from torch import nn


def randomize(module: nn.Module, seed: int = 0) -> nn.Module:
    """Each parameter is drawn from a generator that its name seeds, so that one more parameter changes no other. Some classes
    start layers at zero (ControlNet's outputs, adaptive norms); here nothing is zero."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            generator = torch.Generator().manual_seed(zlib.crc32(name.encode()) + seed)
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.ndim >= 2:
                fan_in = parameter[0].numel() if "embed" not in name or "linear" in name else 4
                parameter.copy_(noise * fan_in ** -0.5)
            elif "norm" in name and name.endswith("weight"):
                parameter.copy_(1 + 0.1 * noise)
            else:
                parameter.copy_(0.1 * noise)
    return module.eval()
