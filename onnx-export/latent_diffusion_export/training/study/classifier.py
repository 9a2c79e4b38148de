"""A small convolutional network. Normalisation by groups, which does not mind that real and synthetic pictures have other statistics."""

import math

import torch
from torch import nn

_SMALLEST = 4
"""Side of the last map."""


class Classifier(nn.Sequential):
    """Takes [n, 3, size, size] in -1..1, gives [n, classes] logits."""

    def __init__(self, size: int, width: int, classes: int):
        halvings = max(1, int(math.log2(size / _SMALLEST)))
        channels = [3, *(min(width << i, 4 * width) for i in range(halvings + 1))]
        layers: list[nn.Module] = []
        for i, (before, after) in enumerate(zip(channels, channels[1:])):
            layers += [nn.Conv2d(before, after, 3, padding=1, bias=False), nn.GroupNorm(8, after), nn.ReLU()]
            if i < halvings:
                layers.append(nn.MaxPool2d(2))
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels[-1], classes))


def predictions(network: Classifier, pixels: torch.Tensor, device: torch.device, batch: int = 256) -> list[int]:
    """The class of each picture of uint8 [n, 3, size, size]."""
    network.eval()
    with torch.no_grad():
        return [label for part in pixels.split(batch)
                for label in network(part.to(device).float() / 127.5 - 1).argmax(1).tolist()]
