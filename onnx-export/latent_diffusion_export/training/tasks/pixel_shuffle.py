"""The default model's autoencoder: convolutions on folded pixels, which a processor runs several times as fast as AutoencoderKL."""

import torch
import torch.nn.functional as F
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from diffusers.models.autoencoders.vae import DecoderOutput, DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from torch import nn


class PixelShuffleAutoencoder(ModelMixin, ConfigMixin):
    """The interface is AutoencoderKL's, so that diffusers' pipelines take it. `block_out_channels` has one entry per halving and one more, as
    readers of the configuration expect, four or more: those before the last two are of folded pixels, which no encoder computes.
    `folded_layers` residual blocks of the decoder stand at each size but the two largest and those of the last two entries. `smoothed`: a
    last convolution of the picture evens out the pattern of the folded pixels, whose layers see the edge go on beyond it."""

    @register_to_config
    def __init__(self, in_channels: int = 3, out_channels: int = 3, latent_channels: int = 4, block_out_channels: tuple = (12, 24, 96, 160),
                 norm_num_groups: int = 16, sample_size: int = 128, scaling_factor: float = 1.0, shift_factor: float | None = None,
                 force_upcast: bool = False, folded_layers: int = 0, smoothed: bool = False):
        super().__init__()
        _, *folded, outer, inner = block_out_channels
        norm = norm_num_groups
        self.encoder = folded_encoder(in_channels, 2 * 2 ** len(folded), outer, inner, 2 * latent_channels, norm)
        beyond = "replicate" if smoothed else "zeros"
        self.decoder = folded_decoder(latent_channels, inner, outer, folded[::-1], folded_layers, out_channels, norm, beyond)
        if smoothed:
            self.decoder.append(smoothing(out_channels))

    def _encode(self, sample: torch.Tensor) -> torch.Tensor:
        mean, log_variance = self.encoder(sample).chunk(2, dim=1)
        return torch.cat([mean, log_variance.clamp(-20, 10)], dim=1)

    def encode(self, x: torch.Tensor, return_dict: bool = True):
        posterior = DiagonalGaussianDistribution(self._encode(x))
        return AutoencoderKLOutput(latent_dist=posterior) if return_dict else (posterior,)

    def decode(self, z: torch.Tensor, return_dict: bool = True, generator=None):
        sample = self.decoder(z)
        return DecoderOutput(sample=sample) if return_dict else (sample,)


class Residual(nn.Module):
    def __init__(self, channels: int, norm_groups: int, beyond: str = "zeros"):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(norm_groups, channels), _convolution(channels, channels, beyond)
        self.norm2, self.conv2 = nn.GroupNorm(norm_groups, channels), _convolution(channels, channels, beyond)
        nn.init.zeros_(self.conv2.weight)  # a block begins as the identity
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv2(F.silu(self.norm2(self.conv1(F.silu(self.norm1(x))))))


def _convolution(before: int, after: int, beyond: str) -> nn.Conv2d:
    return nn.Conv2d(before, after, 3, padding=1, padding_mode=beyond)


def folded_encoder(channels: int, side: int, outer: int, inner: int, result: int, norm: int) -> nn.Sequential:
    """Pictures, folded in squares of `side` pixels, to `result` channels at half of that size."""
    return nn.Sequential(
        nn.PixelUnshuffle(side), nn.Conv2d(side * side * channels, outer, 3, padding=1), Residual(outer, norm),
        nn.Conv2d(outer, inner, 3, 2, 1), Residual(inner, norm), Residual(inner, norm), nn.GroupNorm(norm, inner), nn.SiLU(),
        nn.Conv2d(inner, result, 3, padding=1))


def folded_decoder(latent: int, inner: int, outer: int, folded: list[int], layers: int, channels: int, norm: int,
                   beyond: str = "zeros") -> nn.Sequential:
    """The way back; `folded` from the smallest size on. `beyond`: what its layers see beyond the edge."""
    body = [nn.Conv2d(latent, inner, 3, padding=1), Residual(inner, norm), Residual(inner, norm), nn.Upsample(scale_factor=2),
            nn.Conv2d(inner, outer, 3, padding=1), Residual(outer, norm), Residual(outer, norm), nn.GroupNorm(norm, outer), nn.SiLU()]
    for number, (before, after) in enumerate(zip([outer, *folded], folded), start=1):
        residuals = [Residual(after, norm, beyond) for _ in range(layers if number < len(folded) else 0)]
        body += [_convolution(before, 4 * after, beyond), nn.PixelShuffle(2), *residuals, nn.SiLU()]
    return nn.Sequential(*body, _convolution(folded[-1], 4 * channels, beyond), nn.PixelShuffle(2))


@torch.no_grad()
def smoothing(channels: int) -> nn.Conv2d:
    """Begins as the binomial filter, of which nothing of two pixels' period is left."""
    layer, row = _convolution(channels, channels, "replicate"), torch.tensor([0.25, 0.5, 0.25])
    layer.weight.zero_()
    layer.bias.zero_()
    for channel in range(channels):
        layer.weight[channel, channel] = row[:, None] * row
    return layer


@torch.no_grad()
def enlarged(autoencoder: PixelShuffleAutoencoder) -> PixelShuffleAutoencoder:
    """For pictures of twice the size from the same latents: the encoder gives of a picture what it gave of its means of 2x2 pixels, and
    the decoder keeps the layers of the latents' size and of twice that; those of larger sizes are new."""
    first, *folded, outer, inner = autoencoder.config.block_out_channels
    larger = PixelShuffleAutoencoder.from_config(
        autoencoder.config, block_out_channels=(first, *folded, 2 * folded[-1], outer, inner), folded_layers=2, smoothed=True,
        sample_size=2 * autoencoder.config.sample_size)
    larger.encoder[2:].load_state_dict(autoencoder.encoder[2:].state_dict())
    weight, side = autoencoder.encoder[1].weight, autoencoder.encoder[0].downscale_factor
    squares = weight.unflatten(1, (-1, side, side)).repeat_interleave(2, 2).repeat_interleave(2, 3) / 4
    larger.encoder[1].weight.copy_(squares.flatten(1, 3))
    larger.encoder[1].bias.copy_(autoencoder.encoder[1].bias)
    for known, new in zip(autoencoder.decoder[:_BODY], larger.decoder[:_BODY], strict=True):
        new.load_state_dict(known.state_dict())
    return larger


_BODY = 9
"""Layers of the decoder before the folded sizes."""
