"""`fast_model.safetensors`: the default model with its adapter for few steps, drawn by diffusers from PyTorch's weights."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from diffusers import LCMScheduler
from safetensors.torch import save_file

from latent_diffusion_export.training.restore import restore
from latent_diffusion_export.training.tasks.existing_pipeline import existing_pipeline

from .pipelines import MODEL
from .scheduler_files import quiet

CASES = (("a red apple", 6, 3), ("a cat face", 4, 11), ("a hamburger", 1, 5))
"""Prompt, steps, seed."""


@torch.no_grad()
def write(out: Path) -> None:
    quiet()
    with TemporaryDirectory() as folder:
        restore(MODEL, Path(folder, "model"))
        pipeline = existing_pipeline(str(Path(folder, "model")))
    pipeline.load_lora_weights(MODEL / "adapters", weight_name="lcm.safetensors")
    pipeline.scheduler = LCMScheduler.from_config(pipeline.scheduler.config, original_inference_steps=20)
    pipeline.set_progress_bar_config(disable=True)
    save_file({f"{prompt}/{steps}/{seed}": pipeline(
        prompt, num_inference_steps=steps, guidance_scale=1.0, generator=torch.Generator().manual_seed(seed), output_type="latent").images
        for prompt, steps, seed in CASES}, out / "fast_model.safetensors")
