"""A patch discriminator and its hinge losses (Esser et al. 2021, arXiv 2012.09841)."""

import torch
import torch.nn.functional as F
from torch import nn

from ..configuration.loss_sections import AdversarialLoss


class PatchDiscriminator(nn.Module):
    """One logit per patch. Group normalisation: a batch's statistics would tell real from reconstructed batches."""

    def __init__(self, options: AdversarialLoss):
        super().__init__()
        channels = [options.channels * min(2 ** i, 8) for i in range(options.layers + 1)]
        layers: list[nn.Module] = [nn.Conv2d(3, channels[0], 4, 2, 1), nn.LeakyReLU(0.2)]
        for i, (before, after) in enumerate(zip(channels, channels[1:])):
            stride = 2 if i < options.layers - 1 else 1
            layers += [nn.Conv2d(before, after, 4, stride, 1), nn.GroupNorm(4, after), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(channels[-1], 1, 4, 1, 1))

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.layers(pixels)


def generator_loss(logits_of_output: torch.Tensor) -> torch.Tensor:
    return -logits_of_output.mean()


def discriminator_loss(logits_of_real: torch.Tensor, logits_of_output: torch.Tensor) -> torch.Tensor:
    return 0.5 * (F.relu(1 - logits_of_real).mean() + F.relu(1 + logits_of_output).mean())
