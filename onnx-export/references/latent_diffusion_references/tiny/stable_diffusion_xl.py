"""SDXL base: two text encoders, pooled text and sizes as conditions, and the first part of a hand-over to the refiner."""

from . import parts, tokenizers
from .case import Case, mask, picture

PROJECTION, WIDTH_2, TIME = 10, 12, 4


def pipeline():
    from diffusers import StableDiffusionXLPipeline

    return StableDiffusionXLPipeline(**components(), force_zeros_for_empty_prompt=True, add_watermarker=False)


def components(vae: dict | None = None, **unet):
    from diffusers import EulerDiscreteScheduler

    tokenizer, tokenizer_2 = tokenizers.clip(), tokenizers.clip("!")
    scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1,
                                       timestep_spacing="leading")
    return {"vae": parts.vae(**{"scaling_factor": 0.13025} | (vae or {})), "text_encoder": parts.clip_text(tokenizer, seed=1),
            "tokenizer": tokenizer,
            "text_encoder_2": parts.clip_text(tokenizer_2, PROJECTION, seed=2, hidden_size=WIDTH_2, hidden_act="gelu"),
            "tokenizer_2": tokenizer_2, "unet": u_net(**unet), "scheduler": scheduler}


def conditions(width: int = parts.WIDTH + WIDTH_2, sizes: int = 6):
    """Options of a U-Net or ControlNet that takes the pooled text and so many sizes."""
    return {"cross_attention_dim": width, "addition_embed_type": "text_time", "addition_time_embed_dim": TIME,
            "projection_class_embeddings_input_dim": PROJECTION + sizes * TIME, "use_linear_projection": True}


def u_net(**options):
    return parts.unet(**conditions() | {"transformer_layers_per_block": (2, 1)} | options)


SIZES = {"original_size": (100, 90), "target_size": (80, 70), "crops_coords_top_left": (8, 16)}
NEGATIVE_SIZES = {"negative_original_size": (60, 50), "negative_crops_coords_top_left": (24, 4), "negative_target_size": (40, 30)}
_TEXT = {"prompt": "a photo of a red cat", "num_inference_steps": 4}
CASES = (
    Case("text_to_image", "StableDiffusionXLPipeline", _TEXT | {"guidance_scale": 5.0, "height": 72, "width": 88}),
    Case("text_to_image_batch", "StableDiffusionXLPipeline", _TEXT | {
        "guidance_scale": 4.0, "negative_prompt": "dark house", "height": 64, "width": 40, "original_size": [100, 90],
        "target_size": [64, 40], "crops_coords_top_left": [8, 16]}, seeds=(1, 2, 3)),
    Case("without_guidance", "StableDiffusionXLPipeline", {"prompt": "a dog", "num_inference_steps": 1, "guidance_scale": 0.0,
                                                           "height": 64, "width": 64},
         scheduler={"_class_name": "EulerAncestralDiscreteScheduler", "timestep_spacing": "trailing"}),
    Case("clip_skip", "StableDiffusionXLPipeline", _TEXT | {
        "guidance_scale": 5.0, "negative_prompt": "dark house", "clip_skip": 1, "height": 64, "width": 64}),
    Case("timesteps_with_end", "StableDiffusionXLPipeline", {
        "prompt": "a dog", "timesteps": [999, 845, 730, 587, 443, 310, 193], "denoising_end": 0.6, "height": 40, "width": 64},
         scheduler={"_class_name": "EulerDiscreteScheduler"}),
    Case("base_of_hand_over", "StableDiffusionXLPipeline", _TEXT | {
        "guidance_scale": 5.0, "denoising_end": 0.75, "num_inference_steps": 8, "height": 72, "width": 88}),
    Case("image_to_image", "StableDiffusionXLImg2ImgPipeline", _TEXT | {"guidance_scale": 5.0, "strength": 0.6},
         images={"image": picture(72, 88, 1)}),
    Case("negative_sizes", "StableDiffusionXLPipeline", _TEXT | SIZES | NEGATIVE_SIZES | {
        "guidance_scale": 5.0, "height": 64, "width": 64}),
    Case("negative_original_size", "StableDiffusionXLPipeline", _TEXT | SIZES | {
        "negative_original_size": (60, 50), "guidance_scale": 5.0, "height": 64, "width": 64}),
    Case("image_to_image_sizes", "StableDiffusionXLImg2ImgPipeline", _TEXT | SIZES | NEGATIVE_SIZES | {
        "guidance_scale": 5.0, "strength": 0.6}, images={"image": picture(64, 64, 4)}),
    Case("image_to_image_crop", "StableDiffusionXLImg2ImgPipeline", _TEXT | {
        "crops_coords_top_left": (8, 16), "guidance_scale": 5.0, "strength": 0.6}, images={"image": picture(64, 64, 5)}),
    Case("inpainting", "StableDiffusionXLInpaintPipeline", _TEXT | {"guidance_scale": 5.0, "strength": 0.99, "height": 72, "width": 88},
         images={"image": picture(72, 88, 2), "mask_image": mask(72, 88)}),
    Case("inpainting_denoising_end", "StableDiffusionXLInpaintPipeline", _TEXT | {
        "guidance_scale": 5.0, "strength": 0.99, "denoising_end": 0.6, "height": 64, "width": 40},
         images={"image": picture(64, 40, 3), "mask_image": mask(64, 40)}),
)
