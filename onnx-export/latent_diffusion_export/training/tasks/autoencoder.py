"""The first stage: a KL autoencoder, with a discriminator if wanted."""

from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image

from ...errors import ExportError
from ..losses.adversarial import PatchDiscriminator, discriminator_loss, generator_loss
from ..losses.perceptual import perceptual
from ..losses.reconstruction import divergence, reconstruction
from ..random_streams import Purpose, below, generator, uniform
from ..result.autoencoder import save_autoencoder
from ..result.grids import grid
from .context import Context
from .new_autoencoder import autoencoder_of
from .task import Places, Player, Task, trainable


class AutoencoderTask(Task):
    def __init__(self, context: Context):
        self._context, self._settings = context, context.settings
        self.autoencoder = autoencoder_of(self._settings, context.seed).to(context.device, memory_format=torch.channels_last).train()
        self._encode, self._decode = context.compiled(self.autoencoder.encoder), context.compiled(self.autoencoder.decoder)
        self._perceptual = perceptual(self._settings.loss, self._settings.output, context.device)
        adversarial = self._settings.adversarial
        self.players = [Player("autoencoder", trainable(autoencoder=self.autoencoder), self._settings.optimizer.learning_rate)]
        if adversarial.weight:
            smallest = self._settings.data.size * (min(self._settings.loss.equivariance_scales) if self._settings.loss.equivariance else 1)
            if smallest < 3 * 2 ** adversarial.layers:
                raise ExportError(f"adversarial.layers is {adversarial.layers}; pictures of {smallest:g} pixels are too small for that")
            self._discriminator = PatchDiscriminator(adversarial).to(context.device, memory_format=torch.channels_last)
            self.players.append(Player("discriminator", trainable(discriminator=self._discriminator), adversarial.learning_rate))

    def losses(self, step: int, places: Places) -> Iterator[tuple[Player, torch.Tensor, dict[str, torch.Tensor]]]:
        target = self._pictures(places)
        with self._context.autocast():
            mean, log_variance = self._moments(target)
        latents = mean + _noise(mean, places, self._context.seed) * (0.5 * log_variance).exp()
        latents, target = self._resized(latents, target, places)
        with self._context.autocast():
            output = self._decoded(latents.contiguous(memory_format=torch.channels_last)).float()
        terms = reconstruction(output, target, self._settings.loss)
        terms["kl"] = self._settings.loss.kl * divergence(mean, log_variance)
        if self._perceptual is not None:
            with self._context.autocast():
                terms["perceptual"] = self._settings.loss.perceptual_weight * self._perceptual(output, target).float()
        loss = sum(terms.values())
        values = {"loss": loss, **terms}
        playing = len(self.players) > 1 and step >= self._settings.adversarial.start * self._settings.run.steps
        if playing:
            self._discriminator.requires_grad_(False)
            with self._context.autocast():
                adversarial = self._settings.adversarial.weight * generator_loss(self._discriminator(output)).float()
            self._discriminator.requires_grad_(True)
            values["adversarial"] = adversarial
            loss = loss + adversarial
        yield self.players[0], loss, values
        if playing:
            with self._context.autocast():
                loss = discriminator_loss(self._discriminator(target).float(), self._discriminator(output.detach()).float())
            yield self.players[1], loss, {"discriminator": loss}

    @torch.no_grad()
    def draw(self, step: int) -> tuple[Image.Image, list[str]]:
        """Pictures that are not trained on, above what comes back."""
        pictures = self._context.pictures.plain(self._context.pictures.held_out[:8])
        with self._context.autocast():
            output = self._decoded(self._moments(pictures.to(self._context.device))[0]).float().cpu()
        return grid(torch.cat([pictures, output]), columns=len(pictures)), []

    def finish(self, folder: Path) -> None:
        save_autoencoder(self.autoencoder, self._context, folder)

    def _pictures(self, places: Places) -> torch.Tensor:
        indices = self._context.pictures.indices(places.first, places.count)
        variants = self._context.pictures.variants(list(zip(indices, places)))
        return torch.stack([variant.pixels for variant in variants]).to(self._context.device, memory_format=torch.channels_last)

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
