"""Sana: Gemma with its mask and a written instruction before the prompt, linear attention, a deep compression autoencoder."""

from . import language, tokenizers
from .case import Case
from .weights import randomize


def pipeline():
    from diffusers import AutoencoderDC, FlowMatchEulerDiscreteScheduler, SanaPipeline, SanaTransformer2DModel

    tokenizer = tokenizers.gemma()
    transformer = SanaTransformer2DModel(
        in_channels=4, out_channels=4, num_attention_heads=2, attention_head_dim=8, num_layers=2, num_cross_attention_heads=2,
        cross_attention_head_dim=8, cross_attention_dim=16, caption_channels=16, sample_size=4, patch_size=1)
    vae = AutoencoderDC(
        latent_channels=4, attention_head_dim=2, encoder_block_types=("ResBlock", "ResBlock", "EfficientViTBlock"),
        decoder_block_types=("ResBlock", "ResBlock", "EfficientViTBlock"), encoder_block_out_channels=(4, 4, 8),
        decoder_block_out_channels=(4, 4, 8), encoder_layers_per_block=(1, 1, 1), decoder_layers_per_block=(1, 1, 1),
        encoder_qkv_multiscales=((), (), (5,)), decoder_qkv_multiscales=((), (), (5,)), scaling_factor=0.41407)
    return SanaPipeline(tokenizer=tokenizer, text_encoder=language.gemma(tokenizer), transformer=randomize(transformer),
                        vae=randomize(vae), scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0))


_TEXT = {"prompt": "A photo of a red cat", "num_inference_steps": 4, "clean_caption": False, "use_resolution_binning": False}
CASES = (
    Case("text_to_image", "SanaPipeline", _TEXT | {"guidance_scale": 4.5, "height": 32, "width": 64}),
    Case("text_to_image_batch", "SanaPipeline", _TEXT | {
        "negative_prompt": "dark house", "guidance_scale": 3.0, "height": 64, "width": 32}, seeds=(1, 2, 3)),
    Case("without_guidance", "SanaPipeline", _TEXT | {"guidance_scale": 1.0, "height": 32, "width": 32}),
    Case("without_instruction", "SanaPipeline", _TEXT | {
        "complex_human_instruction": None, "guidance_scale": 4.5, "height": 64, "width": 96}),
)
