"""Stable Diffusion 1.x: text to image, image to image, mask inpainting by blending."""

from . import parts, tokenizers
from .case import Case, mask, picture


def pipeline():
    from diffusers import DDIMScheduler, StableDiffusionPipeline

    # Stable Diffusion 1.x configurations carry this end token; transformers then pools at the largest id.
    return StableDiffusionPipeline(**components(eos_token_id=2), scheduler=DDIMScheduler(**SCHEDULE), requires_safety_checker=False)


SCHEDULE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": False,
            "set_alpha_to_one": False, "steps_offset": 1}


def components(vae: dict | None = None, pad: str = tokenizers.END, eos_token_id: int | None = None, **unet):
    """What all pipelines of the family are made of, but for the scheduler."""
    tokenizer = tokenizers.clip(pad)
    text_encoder = parts.clip_text(tokenizer, **({} if eos_token_id is None else {"eos_token_id": eos_token_id}))
    return {"vae": parts.vae(**vae or {}), "text_encoder": text_encoder, "tokenizer": tokenizer, "unet": parts.unet(**unet),
            "safety_checker": None, "feature_extractor": None}


_TEXT = {"prompt": "a photo of a red cat", "num_inference_steps": 4}
_GIVEN = {"prompt": "a photo of a red cat", "guidance_scale": 5.0, "height": 64, "width": 72}
CASES = (
    Case("text_to_image", "StableDiffusionPipeline", _TEXT | {"guidance_scale": 7.5, "height": 72, "width": 88}),
    Case("text_to_image_batch", "StableDiffusionPipeline", _TEXT | {
        "guidance_scale": 4.0, "negative_prompt": "dark house", "height": 64, "width": 40}, seeds=(1, 2, 3)),
    Case("without_guidance", "StableDiffusionPipeline", _TEXT | {"guidance_scale": 1.0, "height": 64, "width": 64}, seeds=(5,)),
    Case("guidance_rescale", "StableDiffusionPipeline", _TEXT | {
        "guidance_scale": 9.0, "guidance_rescale": 0.7, "height": 40, "width": 72}),
    Case("clip_skip", "StableDiffusionPipeline", _TEXT | {
        "guidance_scale": 5.0, "negative_prompt": "dark house", "clip_skip": 1, "height": 64, "width": 40}),
    Case("tcd", "StableDiffusionPipeline", _TEXT | {"guidance_scale": 2.0, "height": 40, "width": 64},
         scheduler={"_class_name": "TCDScheduler"}),
    Case("tcd_eta", "StableDiffusionPipeline", _TEXT | {"guidance_scale": 2.0, "eta": 0.3, "height": 40, "width": 64}, seeds=(3, 4),
         scheduler={"_class_name": "TCDScheduler"}),
    Case("euler_ancestral", "StableDiffusionPipeline", _TEXT | {"guidance_scale": 5.0, "height": 64, "width": 64}, seeds=(7, 8),
         scheduler={"_class_name": "EulerAncestralDiscreteScheduler"}),
    Case("dpm_solver", "StableDiffusionPipeline", _TEXT | {"guidance_scale": 5.0, "height": 64, "width": 64},
         scheduler={"_class_name": "DPMSolverMultistepScheduler", "use_karras_sigmas": True}),
    Case("v_prediction_zero_snr", "StableDiffusionPipeline", _TEXT | {"guidance_scale": 5.0, "height": 64, "width": 64},
         scheduler={"prediction_type": "v_prediction", "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}),
    Case("timesteps", "StableDiffusionPipeline", _GIVEN | {"timesteps": [999, 850, 600, 343, 124, 24]},
         scheduler={"_class_name": "DPMSolverMultistepScheduler"}),
    Case("timesteps_heun", "StableDiffusionPipeline", _GIVEN | {"timesteps": [980, 700, 310, 40]},
         scheduler={"_class_name": "HeunDiscreteScheduler"}),
    Case("sigmas", "StableDiffusionPipeline", _GIVEN | {"sigmas": [14.615, 6.475, 2.697, 0.963, 0.152, 0.0]}, seeds=(2, 3),
         scheduler={"_class_name": "EulerDiscreteScheduler"}),
    Case("timesteps_image_to_image", "StableDiffusionImg2ImgPipeline",
         {"prompt": "a photo of a red cat", "guidance_scale": 5.0, "strength": 0.55, "timesteps": [950, 800, 610, 420, 250, 90, 10]},
         images={"image": picture(72, 56, 5)}, scheduler={"_class_name": "DPMSolverMultistepScheduler"}),
    Case("sigmas_image_to_image", "StableDiffusionImg2ImgPipeline",
         {"prompt": "a photo of a red cat", "guidance_scale": 5.0, "strength": 0.75, "sigmas": [12.5, 5.0, 2.1, 0.8, 0.1, 0.0]},
         images={"image": picture(72, 56, 5)}, scheduler={"_class_name": "EulerDiscreteScheduler"}),
    Case("image_to_image", "StableDiffusionImg2ImgPipeline", _TEXT | {"guidance_scale": 7.5, "strength": 0.6},
         images={"image": picture(72, 88, 1)}),
    Case("image_to_image_batch", "StableDiffusionImg2ImgPipeline", _TEXT | {"guidance_scale": 1.0, "strength": 1.0},
         seeds=(1, 2, 3), images={"image": picture(64, 40, 2)}),
    Case("inpainting", "StableDiffusionInpaintPipeline", _TEXT | {
        "guidance_scale": 7.5, "strength": 1.0, "height": 72, "width": 88},
         images={"image": picture(72, 88, 3), "mask_image": mask(72, 88)}),
    Case("inpainting_strength_batch", "StableDiffusionInpaintPipeline", _TEXT | {
        "guidance_scale": 3.0, "strength": 0.7, "height": 64, "width": 40}, seeds=(1, 2, 3),
         images={"image": picture(64, 40, 4), "mask_image": mask(64, 40)}),
    # A method of two evaluations per step, whose midpoints lie between the noise levels.
    Case("inpainting_kdpm2", "StableDiffusionInpaintPipeline", _TEXT | {"guidance_scale": 1.0, "strength": 1.0, "height": 64, "width": 40},
         images={"image": picture(64, 40, 4), "mask_image": mask(64, 40)}, scheduler={"_class_name": "KDPM2DiscreteScheduler"}),
)
