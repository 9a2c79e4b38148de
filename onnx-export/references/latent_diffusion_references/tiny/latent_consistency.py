"""Latent consistency models: few steps, and the guidance scale is an input of the U-Net (`timestep_cond`)."""

from . import stable_diffusion
from .case import Case, picture


def pipeline():
    from diffusers import LatentConsistencyModelPipeline, LCMScheduler

    scheduler = LCMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=True)
    return LatentConsistencyModelPipeline(**stable_diffusion.components(time_cond_proj_dim=8), scheduler=scheduler,
                                          requires_safety_checker=False)


_TEXT = {"prompt": "a painting of the green apple"}
CASES = (
    Case("text_to_image", "LatentConsistencyModelPipeline", _TEXT | {
        "num_inference_steps": 4, "guidance_scale": 8.5, "height": 72, "width": 88}),
    Case("text_to_image_batch", "LatentConsistencyModelPipeline", _TEXT | {
        "num_inference_steps": 2, "guidance_scale": 1.0, "height": 64, "width": 40}, seeds=(1, 2, 3)),
    Case("one_step", "LatentConsistencyModelPipeline", _TEXT | {
        "num_inference_steps": 1, "guidance_scale": 5.0, "height": 40, "width": 64}),
    Case("image_to_image", "LatentConsistencyModelImg2ImgPipeline", _TEXT | {
        "num_inference_steps": 4, "guidance_scale": 8.5, "strength": 0.6}, images={"image": picture(72, 88, 1)}),
    Case("timesteps_image_to_image", "LatentConsistencyModelImg2ImgPipeline", {
        "prompt": "a photo of a red cat", "timesteps": [999, 759, 499, 259], "guidance_scale": 6.0, "strength": 0.5}, seeds=(1, 2),
         images={"image": picture(64, 40, 1)}),
)
