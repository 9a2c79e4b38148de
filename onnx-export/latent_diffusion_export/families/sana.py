"""Sana: Gemma 2 with its attention mask before a linear diffusion transformer, and an autoencoder that divides sides by 32."""

from ..graphs import autoencoders, diffusion_transformers, language_models
from .family import Family

FAMILY = Family(
    pipelines=("SanaPipeline",),
    graphs={"text_encoder": language_models.with_mask, "transformer": diffusion_transformers.sana, "vae": autoencoders.any_autoencoder},
)
