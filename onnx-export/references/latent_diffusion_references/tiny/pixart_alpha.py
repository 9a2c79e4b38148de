"""PixArt-Alpha: as PixArt-Sigma, with shorter prompts and the autoencoder of Stable Diffusion."""

from . import parts, pixart_sigma
from .case import Case


def pipeline(**transformer):
    from diffusers import PixArtAlphaPipeline

    return PixArtAlphaPipeline(**pixart_sigma.components(**{"sample_size": 8} | transformer), vae=parts.vae())


TEXT = {"prompt": "A photo of a red cat", "num_inference_steps": 4, "clean_caption": False, "use_resolution_binning": False}
CASES = (
    Case("text_to_image_batch", "PixArtAlphaPipeline", TEXT | {
        "negative_prompt": "dark house", "guidance_scale": 3.0, "height": 64, "width": 48}, seeds=(1, 2, 3)),
    Case("one_step", "PixArtAlphaPipeline", TEXT | {
        "num_inference_steps": 1, "guidance_scale": 0.0, "height": 48, "width": 64}, scheduler={"_class_name": "DDPMScheduler"}),
)
