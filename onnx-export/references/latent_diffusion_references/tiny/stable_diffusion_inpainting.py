"""The inpainting checkpoint: noisy latents, mask and masked image latents make nine input channels."""

from . import stable_diffusion
from .case import Case, mask, picture


def pipeline():
    from diffusers import DDIMScheduler, StableDiffusionInpaintPipeline

    return StableDiffusionInpaintPipeline(**stable_diffusion.components(in_channels=9), requires_safety_checker=False,
                                          scheduler=DDIMScheduler(**stable_diffusion.SCHEDULE))


_TEXT = {"prompt": "a small dog on the tree", "num_inference_steps": 4}
CASES = (
    Case("inpainting", "StableDiffusionInpaintPipeline", _TEXT | {"guidance_scale": 7.5, "strength": 1.0, "height": 72, "width": 88},
         images={"image": picture(72, 88, 1), "mask_image": mask(72, 88)}),
    Case("inpainting_strength_batch", "StableDiffusionInpaintPipeline", _TEXT | {
        "negative_prompt": "red", "guidance_scale": 3.0, "strength": 0.8, "height": 64, "width": 40}, seeds=(1, 2, 3),
         images={"image": picture(64, 40, 2), "mask_image": mask(64, 40)}),
    Case("without_guidance", "StableDiffusionInpaintPipeline", _TEXT | {
        "guidance_scale": 1.0, "strength": 1.0, "height": 40, "width": 64}, seeds=(4,),
         images={"image": picture(40, 64, 3), "mask_image": mask(40, 64)}),
)
