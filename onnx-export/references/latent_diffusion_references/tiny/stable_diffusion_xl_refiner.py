"""SDXL refiner: the second text encoder alone, an aesthetic score among the sizes, and the end of a hand-over from the base."""

import torch

from . import stable_diffusion_xl as base
from .case import Case, picture


def pipeline():
    from diffusers import StableDiffusionXLImg2ImgPipeline

    parts = base.components(**base.conditions(base.WIDTH_2, 5)) | {"text_encoder": None, "tokenizer": None}
    return StableDiffusionXLImg2ImgPipeline(**parts, requires_aesthetics_score=True, force_zeros_for_empty_prompt=False,
                                            add_watermarker=False)


_PIPELINE, _TEXT = "StableDiffusionXLImg2ImgPipeline", {"prompt": "a photo of a red cat", "guidance_scale": 5.0}
CASES = (
    Case("image_to_image", _PIPELINE, _TEXT | {"strength": 0.5, "num_inference_steps": 8}, images={"image": picture(72, 88, 1)}),
    Case("image_to_image_batch", _PIPELINE, _TEXT | {
        "negative_prompt": "old", "strength": 0.3, "num_inference_steps": 10, "aesthetic_score": 7.0, "negative_aesthetic_score": 2.0},
         seeds=(1, 2, 3), images={"image": picture(64, 40, 2)}),
    Case("image_to_image_sizes", _PIPELINE, _TEXT | base.SIZES | base.NEGATIVE_SIZES | {"strength": 0.5, "num_inference_steps": 8},
         images={"image": picture(64, 64, 4)}),
    Case("end_of_hand_over", _PIPELINE, _TEXT | {"denoising_start": 0.75, "num_inference_steps": 8},
         tensors={"image": torch.randn((1, 4, 9, 11), generator=torch.Generator().manual_seed(3))}),
)
