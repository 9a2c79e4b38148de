"""SDXL inpainting: nine input channels."""

from . import stable_diffusion_xl as base
from .case import Case, mask, picture


def pipeline():
    from diffusers import StableDiffusionXLInpaintPipeline

    return StableDiffusionXLInpaintPipeline(**base.components(in_channels=9), force_zeros_for_empty_prompt=True, add_watermarker=False)


_PIPELINE, _TEXT = "StableDiffusionXLInpaintPipeline", {"prompt": "a small dog on the tree", "num_inference_steps": 4}
CASES = (
    Case("inpainting", _PIPELINE, _TEXT | {"guidance_scale": 7.5, "strength": 0.99, "height": 72, "width": 88},
         images={"image": picture(72, 88, 1), "mask_image": mask(72, 88)}),
    Case("inpainting_batch", _PIPELINE, _TEXT | {"negative_prompt": "red", "guidance_scale": 3.0, "strength": 0.8, "height": 64,
                                                 "width": 40}, seeds=(1, 2, 3),
         images={"image": picture(64, 40, 2), "mask_image": mask(64, 40)}),
)
