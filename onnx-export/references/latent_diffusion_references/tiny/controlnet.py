"""ControlNet on Stable Diffusion: two at once, each with its scale and its part of the steps."""

from . import parts, stable_diffusion
from .case import Case, mask, picture


def pipeline():
    from diffusers import EulerDiscreteScheduler, StableDiffusionControlNetPipeline

    scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1)
    return StableDiffusionControlNetPipeline(**stable_diffusion.components(), controlnet=[parts.controlnet(1), parts.controlnet(2)],
                                             scheduler=scheduler, requires_safety_checker=False)


_TEXT = {"prompt": "a bird in the sky", "num_inference_steps": 4}
CASES = (
    Case("text_to_image", "StableDiffusionControlNetPipeline", _TEXT | {
        "guidance_scale": 7.5, "controlnet_conditioning_scale": [1.0, 0.5]}, images={"image": [picture(72, 88, 1), picture(72, 88, 2)]}),
    Case("start_and_end_batch", "StableDiffusionControlNetPipeline", _TEXT | {
        "negative_prompt": "big", "guidance_scale": 4.0, "controlnet_conditioning_scale": [0.8, 1.2],
        "control_guidance_start": [0.0, 0.5], "control_guidance_end": [0.5, 1.0]}, seeds=(1, 2, 3),
         images={"image": [picture(64, 40, 3), picture(64, 40, 4)]}),
    Case("without_guidance", "StableDiffusionControlNetPipeline", _TEXT | {
        "guidance_scale": 1.0, "controlnet_conditioning_scale": [1.0, 0.0]}, images={"image": [picture(40, 64, 5), picture(40, 64, 6)]}),
    Case("image_to_image", "StableDiffusionControlNetImg2ImgPipeline", _TEXT | {
        "guidance_scale": 7.5, "strength": 0.8, "controlnet_conditioning_scale": [1.0, 0.5]},
         images={"image": picture(72, 88, 7), "control_image": [picture(72, 88, 1), picture(72, 88, 2)]}),
    Case("inpainting", "StableDiffusionControlNetInpaintPipeline", _TEXT | {
        "guidance_scale": 7.5, "strength": 1.0, "controlnet_conditioning_scale": [1.0, 0.5]},
         images={"image": picture(72, 88, 8), "mask_image": mask(72, 88), "control_image": [picture(72, 88, 1), picture(72, 88, 2)]}),
)
