"""What diffusers and Pillow do around an inpainting: blurred masks, and only the masked part drawn and put back, on the tiny
Stable Diffusion."""

from pathlib import Path

import numpy as np
import torch
from diffusers.image_processor import VaeImageProcessor
from PIL import Image
from safetensors.torch import save_file

from .tiny import stable_diffusion
from .tiny.case import Case, mask, picture

BLURS = (0.4, 1, 2.5, 4, 33)
REGIONS = ((40, 56, 7), (90, 64, 0), (64, 150, 12))
"""Height and width of the picture, and the padding of its mask; drawn at 64 x 40."""


def write(out: Path) -> None:
    """Writes `inpainting_frames.safetensors`: `blur.<sigma>` of `picture`, and for each region `picture`, `mask` and the `image`
    of diffusers."""
    plain = picture(23, 31, 9)
    tensors = {"picture": plain} | {f"blur.{sigma}": blurred(plain, sigma) for sigma in BLURS}
    pipeline = Case("frames", "StableDiffusionInpaintPipeline", {}).pipeline_on(stable_diffusion.pipeline())
    for height, width, padding in REGIONS:
        original, area = picture(height, width, padding), mask(height, width)
        image = pipeline("a red cat", image=Image.fromarray(original), mask_image=Image.fromarray(area), num_inference_steps=3,
                         guidance_scale=4.0, height=64, width=40, padding_mask_crop=padding,
                         generator=torch.Generator().manual_seed(padding), output_type="pil").images[0]
        region = {"picture": original, "mask": area, "image": np.asarray(image)}
        tensors |= {f"{height}x{width}.{name}": value for name, value in region.items()}
    save_file({name: torch.from_numpy(value.copy()) for name, value in tensors.items()}, out / "inpainting_frames.safetensors")


def blurred(image: np.ndarray, sigma: float) -> np.ndarray:
    return np.asarray(VaeImageProcessor.blur(Image.fromarray(image), sigma))
