"""What training on latents has in common: a pipeline whose autoencoder stays as it is, its latents, samples, and the result."""

from pathlib import Path

import torch
from diffusers.models.attention_processor import AttnProcessor
from PIL import Image
from torch import nn

from ...errors import ExportError
from ..losses.noise import NoiseLevels
from ..result.denoiser import save_denoiser
from ..result.diversity import Diversity
from ..result.grids import grid
from ..result.samples import Sampler
from .conditioning import Conditioning
from .context import Context
from .latents import Latents
from .new_autoencoder import require_whole_latents
from .task import Player, Task, trainable

_FEW_POSITIONS = 1024
"""Up to which a processor computes plain attention faster than fused one: 1.5 times the pictures a second at 256 positions."""


class LatentTask(Task):
    def __init__(self, context: Context, pipeline, trained: dict[str, nn.Module]):
        """`trained` are the pipeline's models that have trainable weights, by their names in it."""
        self._context, self._settings, self._pipeline = context, context.settings, pipeline
        require_whole_latents(pipeline.vae, self._settings.data.size)
        levels = pipeline.scheduler.config.num_train_timesteps
        if self._settings.samples.steps > levels:
            raise ExportError(f"samples.steps is {self._settings.samples.steps}; the model has {levels} noise levels")
        pipeline.set_progress_bar_config(disable=True)
        for name, model in pipeline.components.items():
            if isinstance(model, nn.Module):
                model.to(context.device).train(name in trained)
                if name not in trained:
                    model.requires_grad_(False)
        self._trained = trained
        self._unet = self._prepared(pipeline.unet)
        self._conditioning = Conditioning(pipeline, self._settings.data.size, context.device)
        self._levels = NoiseLevels(pipeline.scheduler.config, context.device)
        self._latents = Latents(pipeline.vae, context)
        self._sampler = Sampler(pipeline, context)
        self._diversity = Diversity(context)
        self.players = [Player("denoiser", trainable(**trained), self._settings.optimizer.learning_rate)]

    def _prepared(self, unet: nn.Module) -> nn.Module:
        """The U-Net as it is fastest here."""
        unet.to(self._context.device, memory_format=torch.channels_last)
        if self._context.device.type == "cpu" and (self._settings.data.size // self._pipeline.vae_scale_factor) ** 2 <= _FEW_POSITIONS:
            unet.set_attn_processor(AttnProcessor())
        return self._context.compiled(unet)

    @torch.no_grad()
    def draw(self, step: int) -> tuple[Image.Image, list[str]]:
        pictures = self._sampler.draw()
        alarm = self._diversity.alarm(pictures, step)
        return grid(pictures, columns=min(4, len(pictures))), [alarm] if alarm else []

    def finish(self, folder: Path) -> None:
        save_denoiser(self._pipeline, self._trained, self._context, self._sampler, self._diversity, folder)
