"""A cheap decoder of an autoencoder's latents, and the encoder to it: learnt from what that autoencoder itself makes of the pictures."""

from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image

from ..result.grids import grid
from ..result.preview import save_preview
from .context import Context
from .picture_task import PictureTask
from .task import Places
from .tiny_autoencoder import Taught, tiny_autoencoder


class PreviewTask(PictureTask):
    def __init__(self, context: Context):
        settings = context.settings
        self._teacher = Taught.load(settings, context.device)
        self.autoencoder = tiny_autoencoder(settings, self._teacher, context.seed).to(
            context.device, memory_format=torch.channels_last).train()
        self._encode, self._decode = context.compiled(self.autoencoder.encoder), context.compiled(self.autoencoder.decoder)
        super().__init__(context, self.autoencoder, settings.data.size)

    def returned(self, places: Places) -> tuple[torch.Tensor, torch.Tensor, dict[str, torch.Tensor]]:
        pictures = self._pictures(places)
        with self._context.autocast():
            latents = self._teacher.latents(pictures)
            target = self._teacher.pictures(latents)
            output = self._decode(latents.contiguous(memory_format=torch.channels_last)).float()
            encoded = self._encode(pictures).float()
        return output, target, {"latents": self._settings.loss.latents * F.mse_loss(encoded, latents)}

    @torch.no_grad()
    def draw(self, step: int) -> tuple[Image.Image, list[str]]:
        """What the other autoencoder draws of pictures that are not trained on, above what this one does."""
        pictures = self._context.pictures.plain(self._context.pictures.held_out[:8]).to(self._context.device)
        with self._context.autocast():
            latents = self._teacher.latents(pictures)
            both = torch.cat([self._teacher.pictures(latents), self._decode(latents).float()])
        return grid(both.cpu(), columns=len(pictures)), []

    def finish(self, folder: Path) -> None:
        save_preview(self.autoencoder, self._teacher, self._context, folder)
