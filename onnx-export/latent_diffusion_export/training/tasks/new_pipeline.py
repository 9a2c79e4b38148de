"""A new latent diffusion model of the configured size, as a Stable Diffusion pipeline of diffusers."""

from pathlib import Path

import torch

from ...errors import ExportError
from ..loop.checkpoints import Checkpoints
from ..random_streams import Purpose, seed_of
from .context import Context
from .new_autoencoder import factor_of, load_autoencoder, require_whole_latents
from .tokenizer import tokenizer_of


def new_pipeline(context: Context):
    from diffusers import StableDiffusionPipeline

    settings = context.settings
    if not settings.unet.autoencoder:
        raise ExportError("unet.autoencoder is empty; give the folder that `train autoencoder` left, or unet.start to go on with a model")
    autoencoder = load_autoencoder(settings.unet.autoencoder)
    tokenizer = _tokenizer(context)
    torch.manual_seed(seed_of(settings.run.seed, Purpose.WEIGHTS))
    return StableDiffusionPipeline(
        vae=autoencoder, tokenizer=tokenizer, text_encoder=_text_encoder(settings.text_encoder, tokenizer),
        unet=_unet(settings, autoencoder), scheduler=_scheduler(settings.noise), safety_checker=None, feature_extractor=None,
        requires_safety_checker=False)


def _tokenizer(context: Context):
    """One process learns it, the others read it."""
    settings = context.settings
    if not context.processes.is_first:
        context.processes.wait()
    folder = Path(settings.run.folder)
    tokenizer = tokenizer_of(settings.text_encoder, context.pictures.all_records, settings.augmentation.backgrounds, folder / "tokenizer",
                             resumed=Checkpoints(folder, settings.run.keep_checkpoints).exist())
    if context.processes.is_first:
        context.processes.wait()
    return tokenizer


def _text_encoder(options, tokenizer):
    from transformers import CLIPTextConfig, CLIPTextModel

    if options.width % options.heads:
        raise ExportError(f"text_encoder.heads is {options.heads}, which does not divide width {options.width}")
    return CLIPTextModel(CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=options.width, intermediate_size=3 * options.width, num_hidden_layers=options.layers,
        num_attention_heads=options.heads, max_position_embeddings=tokenizer.model_max_length, projection_dim=options.width,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id))


def _unet(settings, autoencoder):
    from diffusers import UNet2DConditionModel

    options, size, factor = settings.unet, settings.data.size, factor_of(autoencoder)
    require_whole_latents(autoencoder, size)
    for name, divisor in (("head_size", options.head_size), ("norm_groups", options.norm_groups)):
        if any(channels % divisor for channels in options.block_channels):
            raise ExportError(f"unet.{name} is {divisor}, which does not divide block_channels {list(options.block_channels)}")
    attention = [i >= options.attention_from for i in range(len(options.block_channels))]
    return UNet2DConditionModel(
        sample_size=size // factor, in_channels=autoencoder.config.latent_channels, out_channels=autoencoder.config.latent_channels,
        block_out_channels=options.block_channels, layers_per_block=options.layers_per_block, norm_num_groups=options.norm_groups,
        down_block_types=["CrossAttnDownBlock2D" if crossed else "DownBlock2D" for crossed in attention],
        up_block_types=["CrossAttnUpBlock2D" if crossed else "UpBlock2D" for crossed in reversed(attention)],
        cross_attention_dim=settings.text_encoder.width,
        # What diffusers calls the head's dimension here is the number of heads: https://github.com/huggingface/diffusers/issues/2011
        attention_head_dim=[channels // options.head_size for channels in options.block_channels])


def _scheduler(options):
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        num_train_timesteps=options.train_timesteps, beta_start=options.beta_start, beta_end=options.beta_end,
        beta_schedule=options.beta_schedule, prediction_type=options.prediction_type, clip_sample=False, set_alpha_to_one=True,
        timestep_spacing="trailing", rescale_betas_zero_snr=options.rescale_betas_zero_snr,
        steps_offset=1)  # without effect under trailing spacing; diffusers' pipelines warn of 0
