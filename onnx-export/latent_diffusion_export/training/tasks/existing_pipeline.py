"""A model that exists, to be trained further."""

import torch

from ... import opening
from ...errors import ExportError
from ...source import ModelSource, read_json

_FAMILIES = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")
_MODELS = ("unet", "vae", "text_encoder", "text_encoder_2")
_PREDICTIONS = ("epsilon", "v_prediction", "sample")


def existing_pipeline(model: str):
    import diffusers

    from . import pixel_shuffle  # noqa: F401  diffusers takes a class of another package only where it is imported already

    with opening.opened(model) as folder:
        name = read_json(folder / "model_index.json").get("_class_name")
        if name not in _FAMILIES:
            raise ExportError(f"{model} is a {name}; training goes on from {' or '.join(_FAMILIES)}")
        unneeded = {"safety_checker": None, "requires_safety_checker": False} if name == "StableDiffusionPipeline" else {}
        source = ModelSource(folder)
        models = {part: source.load(part) for part in _MODELS if part in source.components}
        try:
            pipeline = getattr(diffusers, name).from_pretrained(
                folder, dtype=torch.float32, local_files_only=True, **models, **unneeded)
        except (OSError, ValueError, RuntimeError) as error:
            raise ExportError(f"{model} cannot be loaded: {error}") from error
    _require_trainable(model, pipeline)
    return pipeline


def _require_trainable(model: str, pipeline) -> None:
    """What is drawn with can be more than what is trained here. What the difference is would show at the end only, or not at all."""
    from diffusers import AutoencoderKL

    from .pixel_shuffle import PixelShuffleAutoencoder

    noise, vae = pipeline.scheduler.config, pipeline.vae
    scheduler = f"{model}: the scheduler is {type(pipeline.scheduler).__name__}"
    if "beta_start" not in noise:
        raise ExportError(f"{scheduler}, which has no betas; models of other noise, such as EDM and flow matching, are not trained here")
    if noise.get("prediction_type", "epsilon") not in _PREDICTIONS:
        raise ExportError(f"{scheduler} with prediction_type {noise['prediction_type']!r}; it must be one of "
                          f"{', '.join(_PREDICTIONS)}")
    if not isinstance(vae, (AutoencoderKL, PixelShuffleAutoencoder)):
        raise ExportError(f"{model}: the autoencoder is {type(vae).__name__}; training needs AutoencoderKL or PixelShuffleAutoencoder")
    if vae.config.get("latents_mean") or vae.config.get("latents_std"):
        raise ExportError(f"{model}: the autoencoder has latents_mean and latents_std, which training does not apply")
    for suffix in ("", "_2"):
        tokenizer, encoder = getattr(pipeline, f"tokenizer{suffix}", None), getattr(pipeline, f"text_encoder{suffix}", None)
        if tokenizer and encoder and tokenizer.model_max_length > encoder.config.max_position_embeddings:
            raise ExportError(f"{model}: model_max_length of tokenizer{suffix} is {tokenizer.model_max_length}; text_encoder{suffix} takes "
                              f"at most {encoder.config.max_position_embeddings} tokens. Is tokenizer_config.json missing?")
    channels, latents = pipeline.unet.config.in_channels, pipeline.vae.config.latent_channels
    if channels != latents:
        raise ExportError(f"{model}: the U-Net takes {channels} channels and the latents have {latents}; inpainting models and others "
                          "with a picture as input are not trained here")
