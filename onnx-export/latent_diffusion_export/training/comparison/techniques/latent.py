"""Latent diffusion (Rombach et al. 2022, arXiv 2112.10752) as this package trains it: its autoencoder, then a U-Net on the latents. Without
prompts, since the others have none."""

import torch
from torch import nn

from ....graphs.autoencoders import any_autoencoder
from ....graphs.unet import unconditional
from ....onnx_graph.graph import Graph
from ...configuration.loss_sections import AutoencoderLoss
from ...losses.reconstruction import divergence, reconstruction
from ...tasks.pixel_shuffle import PixelShuffleAutoencoder
from . import diffusion
from .technique import Losses, Player, Stage, Technique

_FACTOR, _CHANNELS = 8, 4
_LOSS = AutoencoderLoss()


class LatentDiffusion(Technique):
    name = "latent"

    def __init__(self, settings, pictures, device):
        super().__init__(settings, pictures, device)
        width = settings.width
        self.autoencoder = self.add("autoencoder", PixelShuffleAutoencoder(
            latent_channels=_CHANNELS, norm_num_groups=8, sample_size=settings.size,
            block_out_channels=(12, max(2, width // 4), width, 2 * width)))
        side = settings.size // _FACTOR
        self.unet = self.add("unet", diffusion.unet(side, _CHANNELS, (2 * width, 4 * width), side))

    @property
    def scheduler(self):
        return diffusion.scheduler(clips=False)

    @property
    def stages(self) -> list[Stage]:
        return [_Compression(self), _Denoising(self)]

    @property
    def drawn_with(self) -> list[nn.Module]:
        return [self.unet, self.autoencoder.decoder]

    @torch.no_grad()
    def sample(self, count: int, seed: int) -> torch.Tensor:
        side = self.settings.size // _FACTOR
        latents = diffusion.draw(self.unet, (_CHANNELS, side, side), False, count, seed, self.device)
        return self.autoencoder.eval().decode(latents / self.autoencoder.config.scaling_factor).sample.float().cpu()

    def graphs(self) -> list[Graph]:
        return [*unconditional("unet", self.unet, None), *any_autoencoder("vae", self.autoencoder, None)]

    @property
    def index(self) -> dict:
        """diffusers' pipeline without prompts, so that LatentDiffusionPipeline loads it."""
        return {"_class_name": "LDMPipeline", "scheduler": ["diffusers", "DDIMScheduler"], "unet": ["diffusers", "UNet2DModel"],
                "vqvae": ["diffusers", "AutoencoderKL"]}

    def description(self) -> dict:
        return {"steps": diffusion.STEPS}


class _Compression(Stage):
    share = 0.4

    def __init__(self, technique: LatentDiffusion):
        self._technique = technique
        self.players = [Player(technique.autoencoder, 1e-3)]

    def losses(self, step: int) -> Losses:
        technique, model = self._technique, self._technique.autoencoder.train()
        pictures = technique.pictures.batch(step).to(technique.device)
        with technique.autocast():
            mean, log_variance = model._encode(pictures).float().chunk(2, dim=1)
            latents = mean + torch.randn(mean.shape).to(mean.device) * (0.5 * log_variance).exp()
            output = model.decode(latents).sample.float()
        loss = sum(reconstruction(output, pictures, _LOSS).values()) + _LOSS.kl * divergence(mean, log_variance)
        yield self.players[0], loss, {"loss": loss}


class _Denoising(diffusion.Denoising):
    share = 0.6

    @torch.no_grad()
    def begin(self) -> None:
        """The latents of all pictures, plain and mirrored, and their scale (the paper's appendix G)."""
        technique = self._technique
        mean, log_variance = technique.pictures.encoded(technique.autoencoder.eval()._encode, technique.device).chunk(2, dim=2)
        self._mean, self._deviation = mean, (0.5 * log_variance).exp()
        technique.autoencoder.register_to_config(scaling_factor=round(1 / float(mean.std()), 8))

    def clean(self, step: int) -> torch.Tensor:
        pictures = self._technique.pictures
        indices, mirrored = pictures.draw(step)
        mean, deviation = self._mean[mirrored.long(), indices], self._deviation[mirrored.long(), indices]
        return (mean + torch.randn(mean.shape) * deviation) * self._technique.autoencoder.config.scaling_factor
