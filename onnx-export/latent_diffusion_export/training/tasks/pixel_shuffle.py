"""The default model's autoencoder: convolutions on folded pixels, which a processor runs several times as fast as AutoencoderKL."""

import torch
import torch.nn.functional as F
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from diffusers.models.autoencoders.vae import DecoderOutput, DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from torch import nn


class PixelShuffleAutoencoder(ModelMixin, ConfigMixin):
    """Factor 8. The interface is AutoencoderKL's, so that diffusers' pipelines take it. `block_out_channels` has one entry per halving and
    one more, as readers of the configuration expect; the first two are those of the folded pixels."""

    @register_to_config
    def __init__(self, in_channels: int = 3, out_channels: int = 3, latent_channels: int = 4, block_out_channels: tuple = (12, 24, 96, 160),
                 norm_num_groups: int = 16, sample_size: int = 128, scaling_factor: float = 1.0, shift_factor: float | None = None,
                 force_upcast: bool = False):
        super().__init__()
        _, folded, outer, inner = block_out_channels
        norm = norm_num_groups
        self.encoder = folded_encoder(in_channels, outer, inner, 2 * latent_channels, norm)
        self.decoder = folded_decoder(latent_channels, inner, outer, folded, out_channels, norm)

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
    def __init__(self, channels: int, norm_groups: int):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(norm_groups, channels), nn.Conv2d(channels, channels, 3, padding=1)
        self.norm2, self.conv2 = nn.GroupNorm(norm_groups, channels), nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)  # a block begins as the identity
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv2(F.silu(self.norm2(self.conv1(F.silu(self.norm1(x))))))


def folded_encoder(channels: int, outer: int, inner: int, result: int, norm: int) -> nn.Sequential:
    """Pictures to `result` channels at an eighth of the size."""
    return nn.Sequential(
        nn.PixelUnshuffle(4), nn.Conv2d(16 * channels, outer, 3, padding=1), Residual(outer, norm),
        nn.Conv2d(outer, inner, 3, 2, 1), Residual(inner, norm), Residual(inner, norm), nn.GroupNorm(norm, inner), nn.SiLU(),
        nn.Conv2d(inner, result, 3, padding=1))


def folded_decoder(latent: int, inner: int, outer: int, folded: int, channels: int, norm: int) -> nn.Sequential:
    """The way back."""
    return nn.Sequential(
        nn.Conv2d(latent, inner, 3, padding=1), Residual(inner, norm), Residual(inner, norm), nn.Upsample(scale_factor=2),
        nn.Conv2d(inner, outer, 3, padding=1), Residual(outer, norm), Residual(outer, norm), nn.GroupNorm(norm, outer), nn.SiLU(),
        nn.Conv2d(outer, 4 * folded, 3, padding=1), nn.PixelShuffle(2), nn.SiLU(),
        nn.Conv2d(folded, 4 * channels, 3, padding=1), nn.PixelShuffle(2))
