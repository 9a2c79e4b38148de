"""A model that exists, to be trained further."""

import torch

from ... import opening
from ...errors import ExportError
from ...source import read_json, weights_variant

_FAMILIES = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")


def existing_pipeline(model: str):
    import diffusers

    from . import pixel_shuffle  # noqa: F401  diffusers takes a class of another package only where it is imported already

    with opening.opened(model) as folder:
        name = read_json(folder / "model_index.json").get("_class_name")
        if name not in _FAMILIES:
            raise ExportError(f"{model} is a {name}; training goes on from {' or '.join(_FAMILIES)}")
        unneeded = {"safety_checker": None, "requires_safety_checker": False} if name == "StableDiffusionPipeline" else {}
        try:
            pipeline = getattr(diffusers, name).from_pretrained(
                folder, dtype=torch.float32, local_files_only=True, variant=weights_variant(folder / "unet"), **unneeded)
        except (OSError, ValueError, RuntimeError) as error:
            raise ExportError(f"{model} cannot be loaded: {error}") from error
    channels, latents = pipeline.unet.config.in_channels, pipeline.vae.config.latent_channels
    if channels != latents:
        raise ExportError(f"{model}: the U-Net takes {channels} channels and the latents have {latents}; inpainting models and others "
                          "with a picture as input are not trained here")
    return pipeline
