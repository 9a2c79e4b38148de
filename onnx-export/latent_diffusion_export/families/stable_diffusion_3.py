"""Stable Diffusion 3 and 3.5: two CLIP encoders and T5, which may be left out, before a diffusion transformer."""

from ..graphs import autoencoders, clip, diffusion_transformers, language_models
from .family import Family

FAMILY = Family(
    pipelines=("StableDiffusion3Pipeline", "StableDiffusion3Img2ImgPipeline", "StableDiffusion3InpaintPipeline"),
    graphs={"text_encoder": clip.with_hidden_states, "text_encoder_2": clip.with_hidden_states,
            "text_encoder_3": language_models.without_mask, "transformer": diffusion_transformers.stable_diffusion_3,
            "vae": autoencoders.any_autoencoder},
)
