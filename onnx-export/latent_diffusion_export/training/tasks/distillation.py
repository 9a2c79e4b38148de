"""Fewer steps: latent consistency distillation of a model from itself."""

import contextlib
import copy
from collections.abc import Iterator

import torch

from ...errors import ExportError
from ..configuration.loss_sections import NoiseLoss
from ..losses.consistency import boundary, huber
from ..losses.noise import draw_noise
from ..random_streams import Purpose, below, generator
from .context import Context
from .finetuning import models_to_train
from .latent_task import LatentTask
from .task import Places, Player


class DistillationTask(LatentTask):
    """The teacher is the model as it was; the student is its own target (no average of the weights), as published LCM-LoRAs are trained."""

    def __init__(self, context: Context, pipeline):
        from diffusers import LCMScheduler

        options, levels = context.settings.loss, pipeline.scheduler.config.num_train_timesteps
        if context.settings.samples.steps > options.solver_steps:
            raise ExportError(f"samples.steps is {context.settings.samples.steps}; the LCM scheduler draws in at most loss.solver_steps, "
                              f"which is {options.solver_steps}")
        if options.solver_steps > levels:
            raise ExportError(f"loss.solver_steps is {options.solver_steps}; the model has {levels} noise levels")
        teacher = copy.deepcopy(pipeline.unet).eval().requires_grad_(False) if context.settings.model.method == "full" else None
        super().__init__(context, pipeline, models_to_train(pipeline, context.settings))
        self._teacher = self._prepared(teacher) if teacher else None
        self._stride = levels // options.solver_steps
        # From here on it draws as it is meant to be used; levels were read before.
        pipeline.scheduler = LCMScheduler.from_config(pipeline.scheduler.config, original_inference_steps=options.solver_steps)

    def losses(self, step: int, places: Places) -> Iterator[tuple[Player, torch.Tensor, dict[str, torch.Tensor]]]:
        options, seed, device = self._context.settings.loss, self._context.seed, self._context.device
        clean, captions = self._latents.draw(places, caption_dropout=0)
        noise = draw_noise(places, self._latents.shape, NoiseLoss(), seed).to(device)
        later = torch.tensor([self._stride * (1 + below(generator(seed, Purpose.TIMESTEP, place), options.solver_steps)) - 1
                              for place in places], device=device)
        earlier = (later - self._stride).clamp(min=0)
        sample = self._levels.noised(clean.to(device), noise, later).contiguous(memory_format=torch.channels_last)
        with torch.no_grad(), self._context.autocast():
            condition = self._conditioning(captions)
            previous = self._teacher_step(sample, later, earlier, condition, self._conditioning([""] * len(captions)))
            target = self._consistent(previous, earlier, condition)
        with self._context.autocast():
            difference = self._consistent(sample, later, condition) - target
        loss = huber(difference, options.huber)
        yield self.players[0], loss, {"loss": loss, "error": difference.square().mean()}

    def _consistent(self, sample: torch.Tensor, timesteps: torch.Tensor, condition: dict) -> torch.Tensor:
        """f of Song et al. 2023, arXiv 2303.01469, eq. 5."""
        output = self._unet(sample, timesteps, **condition, return_dict=False)[0].float()
        skip, share = boundary(timesteps)
        return skip * sample + share * self._levels.clean(sample, output, timesteps)

    def _teacher_step(self, sample, later, earlier, condition: dict, unconditional: dict) -> torch.Tensor:
        """One step of DDIM with guidance (Luo et al. 2023, eq. 14)."""
        with self._as_it_was() as unet:
            told = unet(sample, later, **condition, return_dict=False)[0].float()
            untold = unet(sample, later, **unconditional, return_dict=False)[0].float()
        output = untold + self._context.settings.loss.guidance * (told - untold)
        clean, noise = self._levels.clean(sample, output, later), self._levels.noise(sample, output, later)
        return self._levels.noised(clean, noise, earlier).contiguous(memory_format=torch.channels_last)

    @contextlib.contextmanager
    def _as_it_was(self):
        if self._teacher is not None:
            yield self._teacher
            return
        adapted = self._pipeline.unet
        adapted.disable_adapters()
        try:
            yield self._unet
        finally:
            adapted.enable_adapters()
