"""The latent diffusion models of the paper (arXiv 2112.10752): text to image with a BERT encoder, and without any condition."""

from ..graphs import autoencoders, language_models, unet
from .family import Family

TEXT_TO_IMAGE = Family(
    pipelines=("LDMTextToImagePipeline",),
    graphs={"bert": language_models.without_mask, "unet": unet.conditional, "vqvae": autoencoders.any_autoencoder},
    folders={"bert": "text_encoder"},
)

UNCONDITIONAL = Family(
    pipelines=("LDMPipeline",),
    graphs={"unet": unet.unconditional, "vqvae": autoencoders.any_autoencoder},
)
