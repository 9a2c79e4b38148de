"""SDXL with what some of its relatives have: the guidance scale as an input (LCM), and means and deviations of latents (Playground 2.5)."""

from . import stable_diffusion_xl as base
from .case import Case, mask, picture


def pipeline():
    from diffusers import LCMScheduler, StableDiffusionXLPipeline

    components = base.components(vae={"latents_mean": [-1.6, 1.3, 0.4, -0.2], "latents_std": [8.0, 5.0, 6.0, 7.0], "scaling_factor": 0.5},
                                 time_cond_proj_dim=8)
    scheduler = LCMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    return StableDiffusionXLPipeline(**components | {"scheduler": scheduler}, force_zeros_for_empty_prompt=False, add_watermarker=False)


_TEXT = {"prompt": "a small dog on the tree", "num_inference_steps": 4, "guidance_scale": 8.0}
CASES = (
    Case("text_to_image_batch", "StableDiffusionXLPipeline", _TEXT | {"height": 64, "width": 40}, seeds=(1, 2, 3)),
    Case("image_to_image", "StableDiffusionXLImg2ImgPipeline", _TEXT | {"strength": 0.6}, images={"image": picture(72, 88, 1)}),
    Case("inpainting", "StableDiffusionXLInpaintPipeline", _TEXT | {"strength": 0.8, "height": 72, "width": 88},
         images={"image": picture(72, 88, 2), "mask_image": mask(72, 88)}),
)
