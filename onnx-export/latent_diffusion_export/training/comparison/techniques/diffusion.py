"""What diffusion in pixels and in latents have in common: noise levels, loss and drawing. The loss is the training package's own."""

from abc import abstractmethod

import torch
from torch import nn

from ...configuration.loss_sections import NoiseLoss
from ...losses.noise import NoiseLevels
from .technique import Losses, Player, Stage, Technique, noise

STEPS = 25
"""Of drawing."""
_OPTIONS = NoiseLoss()
"""Of which the weights are used: a step here has no places, from which the training package draws its timesteps."""


def scheduler(clips: bool):
    """`clips`: the estimate of the clean sample stays in -1..1, as pixels do."""
    from diffusers import DDIMScheduler

    return DDIMScheduler(num_train_timesteps=1000, beta_start=1e-4, beta_end=0.02, beta_schedule="linear", prediction_type="v_prediction",
                         clip_sample=clips, set_alpha_to_one=True, timestep_spacing="trailing", steps_offset=1)


class NoisePrediction:
    """The loss of Ho et al. 2020 for v (Salimans & Ho 2022) with min-SNR weights, timesteps spread evenly over a batch."""

    def __init__(self, config, device: torch.device):
        self._levels = NoiseLevels(config, device)
        self._weights = self._levels.weights(_OPTIONS)

    def __call__(self, unet: nn.Module, clean: torch.Tensor, autocast) -> torch.Tensor:
        count = len(clean)
        places = (torch.arange(count) + torch.rand(count)) / count
        timesteps = (places * len(self._levels)).long().clamp(max=len(self._levels) - 1).to(clean.device)
        added = torch.randn(clean.shape).to(clean.device)
        sample = self._levels.noised(clean, added, timesteps).contiguous(memory_format=torch.channels_last)
        with autocast:
            output = unet(sample, timesteps, return_dict=False)[0]
        error = (output.float() - self._levels.target(clean, added, timesteps)).square().mean((1, 2, 3))
        return (error * self._weights[timesteps]).mean()


class Denoising(Stage):
    """The training of a technique's `unet`."""

    def __init__(self, technique: Technique):
        self._technique = technique
        self._loss = NoisePrediction(technique.scheduler.config, technique.device)
        self.players = [Player(technique.unet, 1e-3, weight_decay=0.01)]

    @abstractmethod
    def clean(self, step: int) -> torch.Tensor:
        """A batch of what is noised."""

    def losses(self, step: int) -> Losses:
        technique = self._technique
        loss = self._loss(technique.unet.train(), self.clean(step).to(technique.device), technique.autocast())
        yield self.players[0], loss, {"loss": loss}


@torch.no_grad()
def draw(unet: nn.Module, shape: tuple[int, ...], clips: bool, count: int, seed: int, device: torch.device) -> torch.Tensor:
    steps = scheduler(clips)
    steps.set_timesteps(STEPS)
    sample = noise(count, shape, seed).to(device)
    for time in steps.timesteps:
        output = unet.eval()(sample, time.to(device), return_dict=False)[0]
        sample = steps.step(output, time, sample).prev_sample
    return sample


def unet(size: int, channels: int, widths: tuple[int, ...], attention_at: int):
    """Attention where a side is at most `attention_at`."""
    from diffusers import UNet2DModel

    attends = [size >> i <= attention_at for i in range(len(widths))]
    return UNet2DModel(sample_size=size, in_channels=channels, out_channels=channels, block_out_channels=widths, layers_per_block=1,
                       norm_num_groups=8, attention_head_dim=16 if widths[0] % 16 == 0 else 8,
                       down_block_types=tuple("AttnDownBlock2D" if attention else "DownBlock2D" for attention in attends),
                       up_block_types=tuple("AttnUpBlock2D" if attention else "UpBlock2D" for attention in reversed(attends)))
