"""The commands: from a configuration to a trainer."""

import dataclasses
from collections.abc import Callable

import torch

from ..progress import console
from .configuration import AutoencoderRun, DenoiserRun, DistillationRun, FinetuneRun, PreviewRun
from .data.training_set import TrainingSet
from .loop.learning_rate_sweep import Sweep, sweep
from .loop.processes import Processes, computes_bfloat16, device_of
from .loop.trainer import Trainer
from .tasks.context import Context
from .tasks.task import Task

AnyRun = AutoencoderRun | PreviewRun | DenoiserRun | FinetuneRun | DistillationRun


def train(settings: AnyRun) -> bool:
    """Whether the run came to its end."""
    return _with_task(settings, lambda task, settings, processes: Trainer(task, settings, processes).train())


def find_learning_rate(settings: AnyRun, steps: int = 100) -> Sweep:
    return _with_task(settings, lambda task, settings, processes: sweep(Trainer(task, settings, processes), task, settings, steps))


def with_precision(settings, device: torch.device):
    """The settings with what "auto" is here: what a run was computed in stands in its checkpoints and its card."""
    if settings.run.precision != "auto":
        return settings
    precision = "bfloat16" if computes_bfloat16(device) else "float32"
    return dataclasses.replace(settings, run=dataclasses.replace(settings.run, precision=precision))


def _with_task(settings, action: Callable[[Task, object, Processes], object]):
    _silence_libraries()
    if settings.run.threads:
        torch.set_num_threads(settings.run.threads)
    processes = Processes(device_of(settings.run.device))
    settings = with_precision(settings, processes.device)
    try:
        pictures = TrainingSet(settings.data, settings.augmentation, settings.run.seed)
        context = Context(settings, pictures, processes)
        if processes.is_first:
            console.print(f"{len(pictures)} pictures to train on, {processes.device}, {settings.run.precision}, "
                          f"{processes.count} process{'es' if processes.count > 1 else ''}", highlight=False, soft_wrap=True)
        return action(task_of(context), settings, processes)
    finally:
        processes.close()


def task_of(context: Context) -> Task:
    settings = context.settings
    if isinstance(settings, AutoencoderRun):
        from .tasks.autoencoder import AutoencoderTask

        return AutoencoderTask(context)
    if isinstance(settings, PreviewRun):
        from .tasks.preview import PreviewTask

        return PreviewTask(context)
    from .tasks.denoiser import DenoiserTask
    from .tasks.existing_pipeline import existing_pipeline

    if isinstance(settings, DistillationRun):
        from .tasks.distillation import DistillationTask

        return DistillationTask(context, existing_pipeline(settings.model.start))
    if isinstance(settings, FinetuneRun):
        from .tasks.finetuning import models_to_train

        pipeline = existing_pipeline(settings.model.start)
        return DenoiserTask(context, pipeline, models_to_train(pipeline, settings))
    from .tasks.new_pipeline import new_pipeline

    pipeline = existing_pipeline(settings.unet.start) if settings.unet.start else new_pipeline(context)
    return DenoiserTask(context, pipeline, {"unet": pipeline.unet, "text_encoder": pipeline.text_encoder})


def _silence_libraries() -> None:
    """Their bars and notes would break into the run's own."""
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()
