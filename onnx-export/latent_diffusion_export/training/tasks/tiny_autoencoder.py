"""AutoencoderTiny, and the autoencoder that it learns from."""

from dataclasses import dataclass

import torch
from torch import nn

from ...errors import ExportError
from ...loading import load_whole
from ..random_streams import Purpose, seed_of
from .new_autoencoder import load_autoencoder, require_whole_latents, shift_of


@dataclass(frozen=True)
class Taught:
    """An autoencoder whose latents another is to have, scaled as the denoiser knows them."""

    autoencoder: nn.Module

    @classmethod
    def load(cls, settings, device: torch.device) -> "Taught":
        autoencoder = load_autoencoder(settings.preview.autoencoder).to(device, memory_format=torch.channels_last)
        require_whole_latents(autoencoder, settings.data.size)
        return cls(autoencoder.eval().requires_grad_(False))

    @torch.no_grad()
    def latents(self, pictures: torch.Tensor) -> torch.Tensor:
        return (self.autoencoder.encode(pictures).latent_dist.mean.float() - self._shift) * self.autoencoder.config.scaling_factor

    @torch.no_grad()
    def pictures(self, latents: torch.Tensor) -> torch.Tensor:
        return self.autoencoder.decode(latents / self.autoencoder.config.scaling_factor + self._shift).sample.float()

    @property
    def _shift(self) -> float:
        return shift_of(self.autoencoder)


def tiny_autoencoder(settings, other: Taught, seed: int) -> nn.Module:
    from diffusers import AutoencoderTiny

    options, known = settings.preview, other.autoencoder.config
    sizes = len(known.block_out_channels)
    if not options.start:
        torch.manual_seed(seed_of(seed, Purpose.WEIGHTS))
        return AutoencoderTiny(
            in_channels=known.in_channels, out_channels=known.out_channels, latent_channels=known.latent_channels,
            encoder_block_out_channels=(options.channels,) * sizes, num_encoder_blocks=(1, *(options.blocks,) * (sizes - 1)),
            decoder_block_out_channels=(options.channels,) * sizes, num_decoder_blocks=(*(options.blocks,) * (sizes - 1), 1))
    try:
        autoencoder = load_whole(AutoencoderTiny, options.start, dtype=torch.float32)
    except (OSError, ValueError, RuntimeError) as error:
        raise ExportError(f"{options.start} cannot be loaded as an AutoencoderTiny: {error}") from error
    config = autoencoder.config
    if (config.latent_channels, len(config.decoder_block_out_channels)) != (known.latent_channels, sizes):
        raise ExportError(f"{options.start} has {config.latent_channels} latent channels and {len(config.decoder_block_out_channels)} "
                          f"sizes of picture; {options.autoencoder} has {known.latent_channels} and {sizes}")
    return autoencoder
