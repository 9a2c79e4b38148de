"""`textual_inversion/*`: embeddings as diffusers, stable-diffusion-webui and trainers of SDXL save them, and what diffusers draws with them
on the tiny checkpoints."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from .tiny import stable_diffusion, stable_diffusion_xl
from .tiny.case import Case

_COMMON = {"num_inference_steps": 4, "guidance_scale": 7.5, "height": 72, "width": 88}
_PROMPTS = {
    "diffusers": "a photo of a <red-thing> cat, <RED-thing>",
    "webui": "webui by a red cat",
    "vector": "a <vector> house",
    "xl": "a photo of a xl cat",
}


def write(out: Path) -> None:
    folder = out / "textual_inversion"
    folder.mkdir(parents=True, exist_ok=True)
    pipeline, larger = stable_diffusion.pipeline(), stable_diffusion_xl.pipeline()
    generator = torch.Generator().manual_seed(3)
    wide, wider = larger.text_encoder.config.hidden_size, larger.text_encoder_2.config.hidden_size
    width = pipeline.text_encoder.config.hidden_size
    files = {
        "diffusers": {"<red-thing>": torch.randn(3, width, generator=generator)},
        "webui": {"emb_params": torch.randn(2, width, generator=generator).half()},
        "vector": {"<vector>": torch.randn(width, generator=generator).bfloat16()},
        "xl": {"clip_l": torch.randn(2, wide, generator=generator), "clip_g": torch.randn(2, wider, generator=generator)},
    }
    for name, tensors in files.items():
        save_file(tensors, folder / f"{name}.safetensors")

    latents = {}
    for name in ("diffusers", "webui", "vector"):
        # diffusers takes the key of a file's one tensor for the word.
        token = "webui" if name == "webui" else None
        pipeline.load_textual_inversion(load_file(folder / f"{name}.safetensors"), token=token)
    for name in ("diffusers", "webui", "vector"):
        latents[name] = _run("StableDiffusionPipeline", name, pipeline)
    larger.load_textual_inversion(files["xl"]["clip_l"], token="xl", text_encoder=larger.text_encoder, tokenizer=larger.tokenizer)
    larger.load_textual_inversion(files["xl"]["clip_g"], token="xl", text_encoder=larger.text_encoder_2, tokenizer=larger.tokenizer_2)
    latents["xl"] = _run("StableDiffusionXLPipeline", "xl", larger)
    save_file(latents, folder / "latents.safetensors")


def _run(pipeline: str, name: str, model) -> torch.Tensor:
    return Case(name, pipeline, _COMMON | {"prompt": _PROMPTS[name]}).run(model)["latents"]
