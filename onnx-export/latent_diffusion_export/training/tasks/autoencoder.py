"""The first stage: a KL autoencoder, with a discriminator if wanted."""

from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image

from ..losses.reconstruction import divergence
from ..random_streams import Purpose, below, generator, uniform
from ..result.autoencoder import save_autoencoder
from ..result.grids import grid
from .context import Context
from .new_autoencoder import autoencoder_of
from .picture_task import PictureTask
from .task import Places


class AutoencoderTask(PictureTask):
    def __init__(self, context: Context):
        settings = context.settings
        self.autoencoder = autoencoder_of(settings, context.seed).to(context.device, memory_format=torch.channels_last).train()
        if settings.autoencoder.decoder_only:
            for name, module in self.autoencoder.named_children():
                module.requires_grad_(name in ("decoder", "post_quant_conv"))
        self._encode, self._decode = context.compiled(self.autoencoder.encoder), context.compiled(self.autoencoder.decoder)
        smallest = settings.data.size * (min(settings.loss.equivariance_scales) if settings.loss.equivariance else 1)
        super().__init__(context, self.autoencoder, smallest)

    def returned(self, places: Places) -> tuple[torch.Tensor, torch.Tensor, dict[str, torch.Tensor]]:
        target = self._pictures(places)
        with self._context.autocast():
            mean, log_variance = self._moments(target)
        latents = mean + _noise(mean, places, self._context.seed) * (0.5 * log_variance).exp()
        if self._settings.loss.latent_noise:
            latents = latents + self._disturbance(mean, places)
        latents, target = self._resized(latents, target, places)
        with self._context.autocast():
            output = self._decoded(latents.contiguous(memory_format=torch.channels_last)).float()
        kl = {} if self._settings.autoencoder.decoder_only else {"kl": self._settings.loss.kl * divergence(mean, log_variance)}
        return output, target, kl

    @torch.no_grad()
    def draw(self, step: int) -> tuple[Image.Image, list[str]]:
        """Pictures that are not trained on, above what comes back."""
        pictures = self._context.pictures.plain(self._context.pictures.held_out[:8])
        with self._context.autocast():
            output = self._decoded(self._moments(pictures.to(self._context.device))[0]).float().cpu()
        return grid(torch.cat([pictures, output]), columns=len(pictures)), []

    def finish(self, folder: Path) -> None:
        save_autoencoder(self.autoencoder, self._context, folder)

    def _moments(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        moments = self._encode(pictures)
        if getattr(self.autoencoder, "quant_conv", None) is not None:
            moments = self.autoencoder.quant_conv(moments)
        mean, log_variance = moments.float().chunk(2, dim=1)
        return mean, log_variance.clamp(-20, 10)

    def _decoded(self, latents: torch.Tensor) -> torch.Tensor:
        if getattr(self.autoencoder, "post_quant_conv", None) is not None:
            latents = self.autoencoder.post_quant_conv(latents)
        return self._decode(latents)

    def _disturbance(self, like: torch.Tensor, places: Places) -> torch.Tensor:
        largest = self._settings.loss.latent_noise / float(self.autoencoder.config.scaling_factor)
        draws = [generator(self._context.seed, Purpose.LATENT, place, -2) for place in places]
        deviations = torch.tensor([uniform(random, 0, largest) for random in draws])
        noise = torch.stack([torch.randn(like.shape[1:], generator=random) for random in draws])
        return (deviations[:, None, None, None] * noise).to(like.device)

    def _resized(self, latents: torch.Tensor, target: torch.Tensor, places: Places) -> tuple[torch.Tensor, torch.Tensor]:
        """Scale equivariance (EQ-VAE, arXiv 2502.09509): a resized latent decodes to the resized picture."""
        options = self._settings.loss
        random = generator(self._context.seed, Purpose.LATENT, places.first, -1)
        if not options.equivariance or uniform(random) >= options.equivariance:
            return latents, target
        factor = target.shape[-1] // latents.shape[-1]
        side = max(1, round(latents.shape[-1] * options.equivariance_scales[below(random, len(options.equivariance_scales))]))
        resize = {"mode": "bicubic", "antialias": True, "align_corners": False}
        return F.interpolate(latents, size=side, **resize), F.interpolate(target, size=side * factor, **resize).clamp(-1, 1)


def _noise(like: torch.Tensor, places: Places, seed: int) -> torch.Tensor:
    noises = [torch.randn(like.shape[1:], generator=generator(seed, Purpose.LATENT, place)) for place in places]
    return torch.stack(noises).to(like.device)
