"""PixArt-Sigma: T5 with its mask, noise and variance predicted together."""

from . import language, parts, tokenizers
from .case import Case
from .weights import randomize


def pipeline(sample_size: int = 8):
    from diffusers import PixArtSigmaPipeline

    return PixArtSigmaPipeline(**components(sample_size=sample_size, interpolation_scale=2, use_additional_conditions=False),
                               vae=parts.vae(scaling_factor=0.13025))


def components(**transformer):
    """What PixArt-Alpha and PixArt-Sigma are made of, but for the autoencoder."""
    from diffusers import DPMSolverMultistepScheduler, PixArtTransformer2DModel

    tokenizer = tokenizers.t5()
    transformer = PixArtTransformer2DModel(**{
        "patch_size": 2, "in_channels": 4, "out_channels": 8, "num_layers": 2, "attention_head_dim": 8, "num_attention_heads": 2,
        "cross_attention_dim": 16, "caption_channels": 32, "norm_type": "ada_norm_single"} | transformer)
    return {"tokenizer": tokenizer, "text_encoder": language.t5(tokenizer), "transformer": randomize(transformer),
            "scheduler": DPMSolverMultistepScheduler()}


_TEXT = {"prompt": "A photo of a red cat", "num_inference_steps": 4, "clean_caption": False, "use_resolution_binning": False}
CASES = (
    Case("text_to_image", "PixArtSigmaPipeline", _TEXT | {"guidance_scale": 4.5, "height": 80, "width": 112}),
    Case("text_to_image_batch", "PixArtSigmaPipeline", _TEXT | {
        "negative_prompt": "dark house", "guidance_scale": 3.0, "height": 64, "width": 48}, seeds=(1, 2, 3)),
    Case("without_guidance", "PixArtSigmaPipeline", _TEXT | {"guidance_scale": 1.0, "height": 48, "width": 64}),
)
