"""The x4 upscaler: the noised low-resolution image makes seven input channels; the noise level is the U-Net's `class_labels`."""

from . import stable_diffusion
from .case import Case, picture


def pipeline():
    from diffusers import DDIMScheduler, DDPMScheduler, StableDiffusionUpscalePipeline

    parts = stable_diffusion.components(vae={"block_out_channels": (2, 2, 4), "scaling_factor": 0.08333}, pad="!", in_channels=7,
                                        num_class_embeds=64, use_linear_projection=True)
    scheduler = DDIMScheduler(**stable_diffusion.SCHEDULE | {"prediction_type": "v_prediction"})
    low = DDPMScheduler(beta_start=0.0001, beta_end=0.02, beta_schedule="scaled_linear")
    return StableDiffusionUpscalePipeline(**parts, scheduler=scheduler, low_res_scheduler=low, watermarker=None, max_noise_level=50)


_PIPELINE, _TEXT = "StableDiffusionUpscalePipeline", {"prompt": "a photo of a fish", "num_inference_steps": 4}
CASES = (
    Case("upscale", _PIPELINE, _TEXT | {"guidance_scale": 9.0, "noise_level": 20}, images={"image": picture(20, 28, 1)}),
    Case("upscale_batch", _PIPELINE, _TEXT | {"negative_prompt": "dark", "guidance_scale": 3.0, "noise_level": 0}, seeds=(1, 2, 3),
         images={"image": picture(16, 12, 2)}),
    Case("odd_sides", _PIPELINE, _TEXT | {"guidance_scale": 9.0}, images={"image": picture(13, 18, 4)}),
    Case("without_guidance", _PIPELINE, _TEXT | {"guidance_scale": 1.0, "noise_level": 50}, images={"image": picture(8, 16, 3)}),
)
