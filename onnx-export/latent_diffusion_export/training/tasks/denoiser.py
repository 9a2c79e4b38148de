"""The second stage: a U-Net, and a text encoder if wanted, on the latents of an autoencoder that is not trained."""

from collections.abc import Iterator

import torch
from torch import nn

from ..losses.noise import draw_noise, draw_timesteps
from .context import Context
from .latent_task import LatentTask
from .task import Places, Player


class DenoiserTask(LatentTask):
    def __init__(self, context: Context, pipeline, trained: dict[str, nn.Module]):
        super().__init__(context, pipeline, trained)
        self._weights = self._levels.weights(self._settings.loss)

    def losses(self, step: int, places: Places) -> Iterator[tuple[Player, torch.Tensor, dict[str, torch.Tensor]]]:
        options, seed, device = self._settings.loss, self._context.seed, self._context.device
        clean, captions = self._latents.draw(places, options.caption_dropout)
        noise = draw_noise(places, self._latents.shape, options, seed).to(device)
        timesteps = draw_timesteps(places, len(self._levels), options, seed).to(device)
        clean = clean.to(device)
        sample = self._levels.noised(clean, noise, timesteps).contiguous(memory_format=torch.channels_last)
        with self._context.autocast():
            with torch.set_grad_enabled(any(name.startswith("text_encoder") for name in self._trained)):
                condition = self._conditioning(captions)
            output = self._unet(sample, timesteps, **condition, return_dict=False)[0].float()
        error = (output - self._levels.target(clean, noise, timesteps)).square().mean((1, 2, 3))
        loss = (error * self._weights[timesteps]).mean()
        yield self.players[0], loss, {"loss": loss, "error": error.mean()}
