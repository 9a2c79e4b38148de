"""`pipelines/*`: whole generations by the pipelines of diffusers over the ONNX graphs of the default model."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import diffusers
import torch
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPTokenizer

from .onnx_components import Autoencoder, TextEncoder, Unet
from .pipeline_cases import CASES, PipelineCase
from .pipeline_images import IMAGES, MASKS
from .scheduler_files import quiet

MODEL = Path(__file__).parents[3] / "src/LatentDiffusion.Models.Emoji/model"


def write(out: Path) -> None:
    quiet()
    folder = out / "pipelines"
    folder.mkdir(parents=True, exist_ok=True)
    for name, image in (IMAGES | MASKS).items():
        image.save(folder / f"input-{name}.png")
    components, tensors = load(), {}
    for case in CASES:
        latents, images = generate(case, components)
        tensors[case.id] = latents
        for k, image in enumerate(images):
            image.save(folder / f"{case.id}-{k}.png", optimize=True)
    save_file(tensors, folder / "latents.safetensors")
    lines = ",\n".join(json.dumps({k: v for k, v in asdict(case).items() if v is not None}) for case in CASES)
    (folder / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def load() -> dict[str, object]:
    return dict(
        vae=Autoencoder(MODEL),
        text_encoder=TextEncoder(MODEL / "text_encoder"),
        tokenizer=CLIPTokenizer.from_pretrained(MODEL / "tokenizer"),
        unet=Unet(MODEL / "unet"),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


@torch.no_grad()
def generate(case: PipelineCase, components: dict[str, object]) -> tuple[torch.Tensor, list[Image.Image]]:
    """The last latents and the pictures. Picture k of a batch has the seed `seed + k`."""
    pipeline = pipeline_class(case)(**components, scheduler=scheduler_of(case))
    pipeline.set_progress_bar_config(disable=True)
    generators = [torch.Generator("cpu").manual_seed(case.seed + k) for k in range(case.count)]
    latents = pipeline(
        prompt=case.prompt,
        negative_prompt=case.negative_prompt,
        num_images_per_prompt=case.count,
        num_inference_steps=case.steps,
        guidance_scale=case.guidance_scale,
        eta=case.eta,
        generator=generators if case.count > 1 else generators[0],
        output_type="latent",
        **own_arguments(case),
    ).images
    decoded = pipeline.vae.decode(latents / pipeline.vae.config.scaling_factor)[0]
    return latents, pipeline.image_processor.postprocess(decoded, output_type="pil")


def pipeline_class(case: PipelineCase):
    if case.mask is not None:
        return diffusers.StableDiffusionInpaintPipeline
    return diffusers.StableDiffusionPipeline if case.image is None else diffusers.StableDiffusionImg2ImgPipeline


def own_arguments(case: PipelineCase) -> dict[str, object]:
    """What only one of the three pipelines takes."""
    size = dict(width=case.width, height=case.height)
    if case.image is None:
        return dict(**size, guidance_rescale=case.guidance_rescale)
    start = dict(image=IMAGES[case.image], strength=case.strength)
    return start if case.mask is None else dict(**start, **size, mask_image=MASKS[case.mask])


def scheduler_of(case: PipelineCase):
    """The case's scheduler on the model: its own options over the model's."""
    options = {name: value for name, value in case.scheduler.items() if name != "_class_name"}
    model = json.loads((MODEL / "scheduler/scheduler_config.json").read_text(encoding="utf-8"))
    return getattr(diffusers, case.scheduler["_class_name"]).from_config(model, **options)
