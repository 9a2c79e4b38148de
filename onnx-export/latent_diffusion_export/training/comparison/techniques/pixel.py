"""Denoising diffusion on the pixels themselves (DDPM, Ho et al. 2020, arXiv 2006.11239), drawn with DDIM (Song et al. 2021)."""

import torch
from torch import nn

from ....graphs.unet import unconditional
from ....onnx_graph.graph import Graph
from . import diffusion
from .technique import Stage, Technique

_ATTENTION_AT = 8


class PixelDiffusion(Technique):
    name = "pixel"

    def __init__(self, settings, pictures, device):
        super().__init__(settings, pictures, device)
        width, halvings = settings.width, max(1, settings.size.bit_length() - 4)  # down to 8x8
        widths = tuple(min(width * 2 ** i, width * 4) for i in range(halvings + 1))
        self.unet = self.add("unet", diffusion.unet(settings.size, 3, widths, _ATTENTION_AT))

    @property
    def scheduler(self):
        return diffusion.scheduler(clips=True)

    @property
    def stages(self) -> list[Stage]:
        return [_Denoising(self)]

    @property
    def drawn_with(self) -> list[nn.Module]:
        return [self.unet]

    @torch.no_grad()
    def sample(self, count: int, seed: int) -> torch.Tensor:
        size = self.settings.size
        return diffusion.draw(self.unet, (3, size, size), True, count, seed, self.device).float().cpu()

    def graphs(self) -> list[Graph]:
        return unconditional("unet", self.unet, None)

    def description(self) -> dict:
        return {"steps": diffusion.STEPS}


class _Denoising(diffusion.Denoising):
    share = 1.0

    def clean(self, step: int) -> torch.Tensor:
        return self._technique.pictures.batch(step)
