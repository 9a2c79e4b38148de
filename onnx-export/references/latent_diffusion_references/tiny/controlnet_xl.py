"""ControlNet on SDXL."""

from . import parts
from . import stable_diffusion_xl as base
from .case import Case, picture


def pipeline():
    from diffusers import StableDiffusionXLControlNetPipeline

    controlnet = parts.controlnet(**base.conditions() | {"transformer_layers_per_block": (2, 1)})
    return StableDiffusionXLControlNetPipeline(**base.components(), controlnet=controlnet, force_zeros_for_empty_prompt=True,
                                               add_watermarker=False)


_TEXT = {"prompt": "a bird in the sky", "num_inference_steps": 4}
CASES = (
    Case("text_to_image", "StableDiffusionXLControlNetPipeline", _TEXT | {
        "guidance_scale": 5.0, "controlnet_conditioning_scale": 0.7}, images={"image": picture(72, 88, 1)}),
    Case("start_and_end_batch", "StableDiffusionXLControlNetPipeline", _TEXT | {
        "negative_prompt": "big", "guidance_scale": 4.0, "control_guidance_start": 0.25, "control_guidance_end": 0.75},
         seeds=(1, 2, 3), images={"image": picture(64, 40, 3)}),
    Case("image_to_image", "StableDiffusionXLControlNetImg2ImgPipeline", _TEXT | {"guidance_scale": 5.0, "strength": 0.8},
         images={"image": picture(72, 88, 7), "control_image": picture(72, 88, 1)}),
)
