"""The second stage: a U-Net, and a text encoder if wanted, on the latents of an autoencoder that is not trained."""

from collections.abc import Iterator
from pathlib import Path

import torch
from diffusers.models.attention_processor import AttnProcessor
from PIL import Image
from torch import nn

from ..losses.noise import NoiseLevels, draw_noise, draw_timesteps
from ..result.denoiser import save_denoiser
from ..result.diversity import Diversity
from ..result.grids import grid
from ..result.samples import Sampler
from .conditioning import Conditioning
from .context import Context
from .latents import Latents
from .task import Places, Player, Task, trainable

_FEW_POSITIONS = 1024
"""Up to which a processor computes plain attention faster than fused one: 1.5 times the pictures a second at 256 positions."""


class DenoiserTask(Task):
    def __init__(self, context: Context, pipeline, trained: dict[str, nn.Module]):
        """`trained` are the pipeline's models that have trainable weights, by their names in it."""
        self._context, self._settings, self._pipeline = context, context.settings, pipeline
        pipeline.set_progress_bar_config(disable=True)
        for name, model in pipeline.components.items():
            if isinstance(model, nn.Module):
                model.to(context.device).train(name in trained)
                if name not in trained:
                    model.requires_grad_(False)
        pipeline.unet.to(memory_format=torch.channels_last)
        if context.device.type == "cpu" and (self._settings.data.size // pipeline.vae_scale_factor) ** 2 <= _FEW_POSITIONS:
            pipeline.unet.set_attn_processor(AttnProcessor())
        self._trained = trained
        self._unet = context.compiled(pipeline.unet)
        self._conditioning = Conditioning(pipeline, self._settings.data.size, context.device)
        self._levels = NoiseLevels(pipeline.scheduler.config, context.device)
        self._weights = self._levels.weights(self._settings.loss)
        self._latents = Latents(pipeline.vae, context)
        self._sampler = Sampler(pipeline, context)
        self._diversity = Diversity(context)
        self.players = [Player("denoiser", trainable(**trained), self._settings.optimizer.learning_rate)]

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

    @torch.no_grad()
    def draw(self, step: int) -> tuple[Image.Image, list[str]]:
        pictures = self._sampler.draw()
        alarm = self._diversity.alarm(pictures, step)
        return grid(pictures, columns=min(4, len(pictures))), [alarm] if alarm else []

    def finish(self, folder: Path) -> None:
        save_denoiser(self._pipeline, self._trained, self._context, self._sampler, self._diversity, folder)
