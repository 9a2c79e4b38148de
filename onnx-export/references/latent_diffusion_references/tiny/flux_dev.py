"""Flux dev: distilled guidance as an input, the schedule shifted by the number of patches."""

from . import language, parts, tokenizers
from .case import Case, mask, picture
from .weights import randomize


def pipeline():
    return build(guidance=True, shift=3.0, use_dynamic_shifting=True)


def build(guidance: bool, **scheduler):
    from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel

    tokenizer, tokenizer_2 = tokenizers.clip(), tokenizers.t5()
    transformer = FluxTransformer2DModel(
        patch_size=1, in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=8, num_attention_heads=2,
        joint_attention_dim=32, pooled_projection_dim=parts.WIDTH, guidance_embeds=guidance, axes_dims_rope=(2, 2, 4))
    return FluxPipeline(
        transformer=randomize(transformer), scheduler=FlowMatchEulerDiscreteScheduler(**scheduler),
        vae=parts.vae(scaling_factor=0.3611, shift_factor=0.1159, use_quant_conv=False, use_post_quant_conv=False),
        tokenizer=tokenizer, text_encoder=parts.clip_text(tokenizer), tokenizer_2=tokenizer_2, text_encoder_2=language.t5(tokenizer_2))


_TEXT = {"prompt": "a painting of the green apple", "num_inference_steps": 4}
CASES = (
    Case("text_to_image", "FluxPipeline", _TEXT | {"guidance_scale": 3.5, "height": 80, "width": 112}),
    Case("text_to_image_batch", "FluxPipeline", _TEXT | {"guidance_scale": 1.5, "height": 64, "width": 48}, seeds=(1, 2, 3)),
    Case("image_to_image", "FluxImg2ImgPipeline", _TEXT | {"guidance_scale": 3.5, "strength": 0.6, "height": 80, "width": 112},
         images={"image": picture(80, 112, 1)}),
    Case("image_to_image_batch", "FluxImg2ImgPipeline", _TEXT | {
        "num_inference_steps": 7, "strength": 0.35, "height": 64, "width": 48}, seeds=(4, 5, 6), images={"image": picture(64, 48, 2)}),
    Case("true_guidance", "FluxPipeline", _TEXT | {
        "negative_prompt": "dark house", "true_cfg_scale": 3.0, "guidance_scale": 2.0, "height": 48, "width": 64}),
    Case("sigmas", "FluxPipeline", {
        "prompt": "a painting of the green apple", "sigmas": [1.0, 0.85, 0.6, 0.3, 0.1], "height": 48, "width": 64}),
    Case("inpainting", "FluxInpaintPipeline", _TEXT | {"guidance_scale": 3.5, "strength": 0.7, "height": 64, "width": 80},
         images={"image": picture(64, 80, 3), "mask_image": mask(64, 80)}),
)
