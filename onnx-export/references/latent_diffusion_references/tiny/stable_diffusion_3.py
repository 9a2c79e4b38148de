"""Stable Diffusion 3.5: two CLIP encoders and T5, flow matching; also without T5."""

from . import language, parts, tokenizers
from .case import Case, mask, picture
from .weights import randomize


def pipeline():
    from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline

    tokenizer, tokenizer_2, tokenizer_3 = tokenizers.clip(), tokenizers.clip("!"), tokenizers.t5()
    transformer = SD3Transformer2DModel(
        sample_size=8, patch_size=2, in_channels=16, out_channels=16, num_layers=2, attention_head_dim=8, num_attention_heads=2,
        joint_attention_dim=32, caption_projection_dim=16, pooled_projection_dim=20, pos_embed_max_size=12, qk_norm="rms_norm",
        dual_attention_layers=(0,))
    vae = parts.vae(latent_channels=16, scaling_factor=1.5305, shift_factor=0.0609, use_quant_conv=False, use_post_quant_conv=False)
    return StableDiffusion3Pipeline(
        transformer=randomize(transformer), scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0), vae=vae, tokenizer=tokenizer,
        text_encoder=parts.clip_text(tokenizer, 12, seed=1, hidden_size=12), tokenizer_2=tokenizer_2,
        text_encoder_2=parts.clip_text(tokenizer_2, 8, seed=2, hidden_size=16, hidden_act="gelu"), tokenizer_3=tokenizer_3,
        text_encoder_3=language.t5(tokenizer_3))


_TEXT = {"prompt": "a photo of a red cat", "num_inference_steps": 4}
CASES = (
    Case("text_to_image", "StableDiffusion3Pipeline", _TEXT | {"guidance_scale": 7.0, "height": 80, "width": 112}),
    Case("text_to_image_batch", "StableDiffusion3Pipeline", _TEXT | {
        "negative_prompt": "dark house", "guidance_scale": 4.0, "height": 64, "width": 48}, seeds=(1, 2, 3)),
    Case("without_guidance", "StableDiffusion3Pipeline", _TEXT | {"guidance_scale": 1.0, "height": 48, "width": 64}),
    Case("without_t5", "StableDiffusion3Pipeline", _TEXT | {"guidance_scale": 7.0, "height": 64, "width": 64},
         without=("text_encoder_3", "tokenizer_3")),
    Case("sigmas", "StableDiffusion3Pipeline", {
        "prompt": _TEXT["prompt"], "sigmas": [1.0, 0.8, 0.5, 0.2], "guidance_scale": 4.0, "height": 48, "width": 64}),
    Case("image_to_image", "StableDiffusion3Img2ImgPipeline", _TEXT | {"guidance_scale": 7.0, "strength": 0.6, "height": 80, "width": 112},
         images={"image": picture(80, 112, 1)}),
    Case("inpainting", "StableDiffusion3InpaintPipeline", _TEXT | {"guidance_scale": 7.0, "strength": 0.8, "height": 80, "width": 112},
         images={"image": picture(80, 112, 2), "mask_image": mask(80, 112)}),
    Case("clip_skip_and_length", "StableDiffusion3Pipeline", _TEXT | {
        "negative_prompt": "dark house", "guidance_scale": 4.0, "clip_skip": 1, "max_sequence_length": 77, "height": 48, "width": 64}),
    Case("shifted_by_size", "StableDiffusion3Pipeline", _TEXT | {"guidance_scale": 4.0, "height": 48, "width": 80},
         scheduler={"use_dynamic_shifting": True}),
    Case("image_to_image_defaults", "StableDiffusion3Img2ImgPipeline", {"prompt": "a red cat"}, images={"image": picture(80, 112, 3)}),
)
