"""Two passes of diffusers, text to image and from its enlarged result image to image, on the tiny pipelines."""

import importlib
import inspect
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from .interpolation import MODES, enlarge
from .tiny.case import Case

SIZE, LARGE = (48, 32), (96, 80)
"""Height and width of the passes."""

TEXT = {"prompt": "a photo of a red cat", "guidance_scale": 4.0}
STEPS, LARGE_STEPS, STRENGTH = 3, 5, 0.65

CASES = (
    ("stable_diffusion", "StableDiffusion", "Bilinear", (0,)),
    ("stable_diffusion", "StableDiffusion", "BicubicAntialiased", (3, 4, 5)),
    ("stable_diffusion", "StableDiffusion", "Lanczos", (3, 4)),
    ("stable_diffusion_xl", "StableDiffusionXL", "Bicubic", (7,)),
    ("stable_diffusion_3", "StableDiffusion3", "Bilinear", (8,)),
    ("flux_dev", "Flux", "NearestExact", (1, 2)),
    ("flux_dev", "Flux", "Lanczos", (2,)),
)
"""Family, first part of the names of its pipelines, interpolation, seeds."""


def write(out: Path) -> None:
    """Writes `hires.safetensors`: for each case the final `latents` and `images` (uint8)."""
    tensors = {}
    for family, classes, kind, seeds in CASES:
        results = run(family, classes, kind, seeds)
        tensors |= {f"{family}.{kind}.{seeds[0]}.{name}": value.contiguous() for name, value in results.items()}
    save_file(tensors, out / "hires.safetensors")


def run(family: str, classes: str, kind: str, seeds: tuple[int, ...]) -> dict[str, torch.Tensor]:
    model = importlib.import_module(f".tiny.{family}", __package__).pipeline()
    first, second = (Case(family, f"{classes}{task}Pipeline", {}).pipeline_on(model) for task in ("", "Img2Img"))

    def draw(pipeline, output, **arguments):
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        given = arguments | TEXT | {"prompt": [TEXT["prompt"]] * len(seeds), "generator": generators}
        return pipeline(**given, output_type=output, return_dict=False)[0]

    small = draw(first, "pil" if kind == "Lanczos" else "latent", num_inference_steps=STEPS, height=SIZE[0], width=SIZE[1])
    if kind == "Lanczos":
        start = [image.resize(LARGE[::-1], Image.Resampling.LANCZOS) for image in small]
    else:
        start = enlarge(_unpacked(first, small, SIZE), tuple(side // 8 for side in LARGE), *MODES[kind])
    arguments = {"image": start, "strength": STRENGTH, "num_inference_steps": LARGE_STEPS}
    if "height" in inspect.signature(second.__call__).parameters:
        arguments |= {"height": LARGE[0], "width": LARGE[1]}
    latents, images = draw(second, "latent", **arguments), draw(second, "np", **arguments)
    return {"latents": _unpacked(second, latents, LARGE).float(),
            "images": torch.from_numpy((np.asarray(images) * 255).round().astype(np.uint8))}


def _unpacked(pipeline, latents: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    return pipeline._unpack_latents(latents, *size, pipeline.vae_scale_factor) if latents.ndim == 3 else latents
