"""Flux: CLIP's pooled output and T5's hidden states before a diffusion transformer over packed latents."""

from ..graphs import autoencoders, clip, diffusion_transformers, language_models
from .family import Family

FAMILY = Family(
    pipelines=("FluxPipeline", "FluxImg2ImgPipeline", "FluxInpaintPipeline"),
    graphs={"text_encoder": clip.with_hidden_states, "text_encoder_2": language_models.without_mask,
            "transformer": diffusion_transformers.flux, "vae": autoencoders.any_autoencoder},
)
