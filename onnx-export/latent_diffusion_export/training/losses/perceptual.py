"""Perceptual terms. LPIPS needs published weights, which the user gives; the two others need none and are named for what they are."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from ..configuration.loss_sections import PictureLoss
from ..configuration.run_sections import Output
from .lpips import Lpips
from .reconstruction import gradient_difference

Distance = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def perceptual(options: PictureLoss, output: Output, device: torch.device) -> Distance | None:
    if options.perceptual == "lpips":
        return Lpips.load(output.vgg_weights, output.lpips_weights).to(device)
    if options.perceptual == "random_features":
        return RandomFeatures().to(device)
    return multi_scale if options.perceptual == "multi_scale" else None


def multi_scale(output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """The difference of gradients at full, half, quarter and eighth size."""
    total = output.new_zeros(())
    for _ in range(4):
        total = total + gradient_difference(output, target)
        output, target = F.avg_pool2d(output, 2), F.avg_pool2d(target, 2)
    return total / 4


class RandomFeatures(nn.Module):
    """Distances of normalised features of a convolution network with fixed random weights: far less than LPIPS, but such features
    see textures, where pixels see only values."""

    def __init__(self, channels: tuple[int, ...] = (32, 64, 128), seed: int = 0):
        super().__init__()
        random = torch.Generator().manual_seed(seed)
        self.layers = nn.ModuleList(nn.Conv2d(before, after, 3, padding=1) for before, after in zip((3, *channels), channels))
        for layer in self.layers:
            nn.init.orthogonal_(layer.weight, gain=2 ** 0.5, generator=random)
            nn.init.zeros_(layer.bias)
        self.requires_grad_(False)

    def forward(self, output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        total = output.new_zeros(())
        for layer in self.layers:
            output, target = F.relu(layer(output)), F.relu(layer(target))
            total = total + (F.normalize(output, dim=1, eps=1e-3) - F.normalize(target, dim=1, eps=1e-3)).square().sum(1).mean()
            output, target = F.avg_pool2d(output, 2), F.avg_pool2d(target, 2)
        return total / len(self.layers)
