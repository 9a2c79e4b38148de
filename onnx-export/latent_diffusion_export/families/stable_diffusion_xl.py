"""Stable Diffusion XL base, refiner and inpainting: two text encoders, and the pooled embedding and the sizes as U-Net inputs."""

from ..graphs import autoencoders, clip, controlnet, unet
from .family import Family

FAMILY = Family(
    pipelines=("StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline", "StableDiffusionXLInpaintPipeline",
               "StableDiffusionXLControlNetPipeline", "StableDiffusionXLControlNetImg2ImgPipeline",
               "StableDiffusionXLControlNetInpaintPipeline"),
    graphs={"text_encoder": clip.with_hidden_states, "text_encoder_2": clip.with_hidden_states, "unet": unet.conditional,
            "vae": autoencoders.any_autoencoder, "controlnet": controlnet.residuals},
)
