"""PixArt-Sigma and PixArt-Alpha: T5 with its attention mask before a diffusion transformer that also predicts a variance."""

from ..graphs import autoencoders, diffusion_transformers, language_models
from .family import Family

FAMILY = Family(
    pipelines=("PixArtSigmaPipeline", "PixArtAlphaPipeline"),
    graphs={"text_encoder": language_models.with_mask, "transformer": diffusion_transformers.pixart,
            "vae": autoencoders.any_autoencoder},
)
