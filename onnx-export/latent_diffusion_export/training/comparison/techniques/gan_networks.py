"""A small FastGAN (Liu et al. 2021, arXiv 2101.04775): skip-layer excitation, and a discriminator that also learns to reconstruct."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm


class Generator(nn.Module):
    """`latent` numbers to a picture. The layer at 4x4 weighs the channels of the last one, that at 8x8 those of the one before: the
    paper's equation 1. There is no injected noise, so that a latent gives one picture."""

    def __init__(self, size: int, width: int, latent: int):
        super().__init__()
        self.latent = latent
        sides = [4 * 2 ** i for i in range(size.bit_length() - 2)]
        channels = {side: max(width // 2, width * 8 * 4 // side) for side in sides}
        self.first = nn.Sequential(nn.ConvTranspose2d(latent, 2 * channels[4], 4), nn.BatchNorm2d(2 * channels[4]), nn.GLU(1))
        self.ups = nn.ModuleList(_up(channels[before], channels[after]) for before, after in zip(sides, sides[1:]))
        self.excitations = nn.ModuleDict({str(side): _excitation(channels[source], channels[side]) for source, side in
                                          _pairs(sides)})
        self.last = nn.Conv2d(channels[size], 3, 3, padding=1)

    def forward(self, latent: torch.Tensor) -> torch.Tensor:
        x = self.first(F.normalize(latent, dim=1)[:, :, None, None] * self.latent ** 0.5)
        features = {4: x}
        for number, up in enumerate(self.ups):
            side, x = 8 * 2 ** number, up(x)
            if str(side) in self.excitations:
                x = x * self.excitations[str(side)](features[4 if side == 4 * 2 ** len(self.ups) else 8])
            features[side] = x
        return self.last(x).tanh()


class Discriminator(nn.Module):
    """Logits of patches; from the features before them `reconstruct` gives the picture at half its size, as section 3.2 of the paper."""

    def __init__(self, size: int, width: int):
        super().__init__()
        channels = [width * 2 ** i for i in range(size.bit_length() - 4)]  # down to 8x8
        self.first = nn.Sequential(spectral_norm(nn.Conv2d(3, channels[0], 4, 2, 1)), nn.LeakyReLU(0.2))
        self.downs = nn.ModuleList(_Down(before, after) for before, after in zip(channels, channels[1:]))
        self.logits = nn.Sequential(spectral_norm(nn.Conv2d(channels[-1], channels[-1], 1)), nn.LeakyReLU(0.2),
                                    spectral_norm(nn.Conv2d(channels[-1], 1, 4)))
        ups = [_up(max(width, channels[-1] >> i), max(width, channels[-1] >> (i + 1))) for i in range(len(channels) - 1)]
        self.decoder = nn.Sequential(*ups, nn.Conv2d(max(width, channels[-1] >> len(ups)), 3, 3, padding=1), nn.Tanh())

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.first(pictures)
        for down in self.downs:
            x = down(x)
        return self.logits(x), x

    def reconstruct(self, features: torch.Tensor) -> torch.Tensor:
        return self.decoder(features)


class _Down(nn.Module):
    """The mean of a strided convolution with another after it, and of pooling: the paper's figure 4."""

    def __init__(self, before: int, after: int):
        super().__init__()
        self.main = nn.Sequential(spectral_norm(nn.Conv2d(before, after, 4, 2, 1)), nn.LeakyReLU(0.2),
                                  spectral_norm(nn.Conv2d(after, after, 3, padding=1)), nn.LeakyReLU(0.2))
        self.direct = nn.Sequential(nn.AvgPool2d(2), spectral_norm(nn.Conv2d(before, after, 1)), nn.LeakyReLU(0.2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (self.main(x) + self.direct(x)) / 2


def _up(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(before, 2 * after, 3, padding=1, bias=False),
                         nn.BatchNorm2d(2 * after), nn.GLU(1))


def _pairs(sides: list[int]) -> list[tuple[int, int]]:
    """Source and target of each excitation: the last layer gets 4's, the one before 8's where they differ enough."""
    return [(4, sides[-1])] + ([(8, sides[-2])] if len(sides) >= 4 else [])


def _excitation(source: int, target: int) -> nn.Sequential:
    return nn.Sequential(nn.AdaptiveAvgPool2d(4), nn.Conv2d(source, target, 4), nn.SiLU(), nn.Conv2d(target, target, 1), nn.Sigmoid())
