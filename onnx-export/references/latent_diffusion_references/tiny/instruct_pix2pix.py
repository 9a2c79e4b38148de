"""InstructPix2Pix: the image's latents make eight input channels, and guidance has a scale for the text and one for the image."""

from . import stable_diffusion
from .case import Case, picture


def pipeline():
    from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionInstructPix2PixPipeline

    scheduler = EulerAncestralDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1)
    return StableDiffusionInstructPix2PixPipeline(**stable_diffusion.components(in_channels=8), scheduler=scheduler,
                                                  requires_safety_checker=False)


_PIPELINE, _TEXT = "StableDiffusionInstructPix2PixPipeline", {"prompt": "a blue house", "num_inference_steps": 4}
CASES = (
    Case("edit", _PIPELINE, _TEXT | {"guidance_scale": 7.5, "image_guidance_scale": 1.5}, images={"image": picture(72, 88, 1)}),
    Case("edit_batch", _PIPELINE, _TEXT | {"negative_prompt": "old", "guidance_scale": 4.0, "image_guidance_scale": 1.2},
         seeds=(1, 2, 3), scheduler={"_class_name": "DDIMScheduler", "clip_sample": False}, images={"image": picture(64, 40, 2)}),
    Case("without_guidance", _PIPELINE, _TEXT | {"guidance_scale": 1.0, "image_guidance_scale": 1.0},
         scheduler={"_class_name": "EulerDiscreteScheduler"}, images={"image": picture(40, 64, 3)}),
)
