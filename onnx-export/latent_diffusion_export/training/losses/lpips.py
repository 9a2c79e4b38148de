"""LPIPS with VGG16, version 0.1 (Zhang et al. 2018, arXiv 1801.03924), on weights that the user has."""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from ...errors import ExportError

# VGG16's convolutions up to each of the five layers that LPIPS looks at; numbers are torchvision's `features.N`.
_BLOCKS = (((0, 3, 64), (2, 64, 64)), ((5, 64, 128), (7, 128, 128)), ((10, 128, 256), (12, 256, 256), (14, 256, 256)),
           ((17, 256, 512), (19, 512, 512), (21, 512, 512)), ((24, 512, 512), (26, 512, 512), (28, 512, 512)))
# From pixels in -1..1 to VGG's input: https://github.com/richzhang/PerceptualSimilarity, lpips.py, ScalingLayer.
_SHIFT, _SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)


class Lpips(nn.Module):
    def __init__(self, vgg: dict[str, torch.Tensor], linear: dict[str, torch.Tensor]):
        super().__init__()
        self._convolutions = []
        for block in _BLOCKS:
            for number, inputs, outputs in block:
                for kind, shape in (("weight", (outputs, inputs, 3, 3)), ("bias", (outputs,))):
                    self.register_buffer(f"vgg_{number}_{kind}", _tensor(vgg, f"features.{number}.{kind}", shape))
        for i, block in enumerate(_BLOCKS):
            self.register_buffer(f"linear_{i}", _tensor(linear, f"lin{i}.model.1.weight", (1, block[-1][2], 1, 1)))
        self.register_buffer("shift", torch.tensor(_SHIFT).view(1, 3, 1, 1))
        self.register_buffer("scale", torch.tensor(_SCALE).view(1, 3, 1, 1))

    @classmethod
    def load(cls, vgg: str, linear: str) -> "Lpips":
        if not vgg or not linear:
            raise ExportError("LPIPS needs output.vgg_weights and output.lpips_weights; they are published by torchvision "
                              "(vgg16-397923af.pth) and by PerceptualSimilarity (lpips/weights/v0.1/vgg.pth)")
        return cls(_weights(vgg), _weights(linear))

    def forward(self, output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Mean distance of pictures [n, 3, height, width] in -1..1; sides of at least 16."""
        total = output.new_zeros(())
        features = zip(self._features(output), self._features(target), strict=True)
        for i, (first, second) in enumerate(features):
            difference = (_unit(first) - _unit(second)).square()
            total = total + F.conv2d(difference, getattr(self, f"linear_{i}")).mean()
        return total

    def _features(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        value, features = (pixels - self.shift) / self.scale, []
        for i, block in enumerate(_BLOCKS):
            value = F.max_pool2d(value, 2) if i else value
            for number, *_ in block:
                value = F.relu(F.conv2d(value, getattr(self, f"vgg_{number}_weight"), getattr(self, f"vgg_{number}_bias"), padding=1))
            features.append(value)
        return features


def _unit(features: torch.Tensor) -> torch.Tensor:
    return features / (features.square().sum(1, keepdim=True).sqrt() + 1e-10)


def _weights(file: str) -> dict[str, torch.Tensor]:
    try:
        if Path(file).suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(file)
        return torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file fails in many ways
        raise ExportError(f"{file} cannot be read as weights: {error}") from error


def _tensor(weights: dict[str, torch.Tensor], name: str, shape: tuple[int, ...]) -> torch.Tensor:
    if name not in weights or tuple(weights[name].shape) != shape:
        found = tuple(weights[name].shape) if name in weights else "absent"
        raise ExportError(f"LPIPS: {name} must have the shape {shape}, it is {found}; "
                          "the files are torchvision's VGG16 and version 0.1 of LPIPS' layers for it")
    return weights[name].float()
