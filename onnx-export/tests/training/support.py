"""Runs that are as small as they can be, on shapes of 16x16 pixels."""

import sys
from pathlib import Path

import torch

from latent_diffusion_export.training.configuration import AutoencoderRun, DenoiserRun, build, read
from latent_diffusion_export.training.data.training_set import TrainingSet
from latent_diffusion_export.training.loop.processes import Processes
from latent_diffusion_export.training.loop.trainer import Trainer
from latent_diffusion_export.training.runs import task_of
from latent_diffusion_export.training.tasks.context import Context

PACKAGE = Path(__file__).parents[2]


def autoencoder_run(folder: Path, data: Path, /, **sections) -> AutoencoderRun:
    return build(AutoencoderRun, _merged({
        "run": {"folder": str(folder), "steps": 12, "checkpoint_every": 4, "sample_every": 0, "log_every": 1, "precision": "float32"},
        "data": {"folder": str(data), "size": 16, "batch_size": 4, "held_out": 4},
        "augmentation": {"shift": 1}, "optimizer": {"learning_rate": 1e-3, "warmup_steps": 2},
        "autoencoder": {"kind": "PixelShuffleAutoencoder", "block_channels": [8, 8], "norm_groups": 4},
    }, sections), "test")


def denoiser_run(folder: Path, data: Path, autoencoder: Path, /, **sections) -> DenoiserRun:
    return build(DenoiserRun, _merged({
        "run": {"folder": str(folder), "steps": 12, "checkpoint_every": 4, "sample_every": 0, "log_every": 1, "precision": "float32"},
        "data": {"folder": str(data), "size": 16, "batch_size": 4, "held_out": 4, "latent_variants": 2},
        "optimizer": {"learning_rate": 1e-3, "warmup_steps": 2},
        "unet": {"autoencoder": str(autoencoder), "block_channels": [8, 16], "norm_groups": 4, "head_size": 8},
        "text_encoder": {"width": 16, "layers": 2, "heads": 2, "longest": 8, "vocabulary": 600},
        "samples": {"count": 3, "steps": 2},
    }, sections), "test")


def run_of(kind: type, folder: Path, data: Path, more: dict, sections: dict):
    """A run of a kind, with what all have in common."""
    return build(kind, _merged({
        "run": {"folder": str(folder), "steps": 4, "checkpoint_every": 2, "sample_every": 0, "precision": "float32"},
        "data": {"folder": str(data), "size": 16, "batch_size": 2, "held_out": 4, "latent_variants": 1},
        "optimizer": {"learning_rate": 1e-2, "warmup_steps": 0}, "ema": {"export": False}, **more,
    }, sections), "test")


def further_run(kind: type, folder: Path, data: Path, start: Path, /, **sections):
    """A run of a kind that begins with an existing model."""
    return run_of(kind, folder, data, {"model": {"start": str(start)}, "samples": {"count": 2, "steps": 2, "guidance": 1.0}}, sections)


def ends_of(run) -> list[list[torch.Tensor]]:
    """The weights at the end of `run(name)` when it runs through, and when it is stopped after steps 1 and 3."""
    ends = []
    for name, interruptions in (("whole", ()), ("stopped", (1, 3))):
        settings = run(name)
        for stop in (*interruptions, None):
            trainer = trainer_of(settings)
            trainer._task.finish = lambda folder: None
            take_step = trainer._take_step
            trainer._take_step = lambda interrupted: take_step(trainer.step + 1 == stop)
            assert trainer.train() == (stop is None)
        ends.append([value.detach().clone() for value in trainer._model])
    return ends


def _merged(base: dict, sections: dict) -> dict:
    return {name: base.get(name, {}) | sections.get(name, {}) for name in base.keys() | sections.keys()}


def context_of(settings) -> Context:
    return Context(settings, TrainingSet(settings.data, settings.augmentation, settings.run.seed), Processes(torch.device("cpu")))


def trainer_of(settings, task=None) -> Trainer:
    return Trainer(task or task_of(context_of(settings)), settings, Processes(torch.device("cpu")))


if __name__ == "__main__":  # by torchrun: a denoiser's steps without the export at the end
    trainer = trainer_of(read(DenoiserRun, Path(sys.argv[1])))
    trainer._task.finish = lambda folder: None
    trainer.train()
    trainer._processes.close()
