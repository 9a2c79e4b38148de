"""The end of `train denoiser`, `train finetune` and `train distill`: the diffusers folder, the LoRA, the ONNX folder, the card."""

import shutil
from pathlib import Path

import torch
from torch import nn

from ...export import Options, export
from ...progress import console
from ..loop.files import replace_folder
from ..tasks import lora
from ..tasks.context import Context
from . import model_card
from .autoencoder import reconstruction_of
from .diversity import Diversity
from .samples import Sampler


def save_denoiser(pipeline, trained: dict[str, nn.Module], context: Context, sampler: Sampler, diversity: Diversity, folder: Path) -> None:
    adapters = {name: model for name, model in trained.items() if getattr(model, "peft_config", None)}
    if adapters:
        replace_folder(folder / "lora", lambda temporary: lora.save(
            pipeline, adapters, temporary, getattr(torch, context.settings.output.dtype)))
        for model in adapters.values():
            lora.merge(model)
    pipeline.vae.eval()
    reconstruction = reconstruction_of(pipeline.vae, context)
    card = model_card.denoiser(context, pipeline, reconstruction, sampler.prompts, diversity.ratio(sampler.draw()))

    def write(temporary: Path) -> None:
        pipeline.save_pretrained(temporary)
        (temporary / "README.md").write_text(card, encoding="utf-8")
        last = max((folder / "samples").glob("*.png"), default=None)
        if last is not None:
            shutil.copy(last, temporary / "samples.png")

    replace_folder(folder / "model", write)
    _export(folder, context.settings.output.dtype)
    console.print(f"model: {folder / 'model'} (diffusers), {folder / 'onnx'} (for LatentDiffusionPipeline.Load)", highlight=False,
                  soft_wrap=True)


def _export(folder: Path, dtype: str) -> None:
    def write(temporary: Path) -> None:
        export(folder / "model", temporary, Options(dtype=dtype))
        for name in ("README.md", "samples.png"):
            if (folder / "model" / name).is_file():
                shutil.copy(folder / "model" / name, temporary / name)

    replace_folder(folder / "onnx", write)
