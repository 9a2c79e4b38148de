"""Tiny models of the classes that several families share."""

from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from .weights import randomize

WIDTH = 16


def clip_text(tokenizer, projection: int | None = None, seed: int = 0, **options):
    config = CLIPTextConfig(**{
        "vocab_size": len(tokenizer), "hidden_size": WIDTH, "intermediate_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2,
        "max_position_embeddings": 77, "projection_dim": projection or WIDTH, "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id} | options)
    encoder = randomize((CLIPTextModelWithProjection if projection else CLIPTextModel)(config), seed)
    if not projection:
        object.__setattr__(encoder, "text_model", encoder)  # where diffusers looks for the final norm; transformers 5 has it at the top
    return encoder


def unet(**options) -> UNet2DConditionModel:
    return randomize(UNet2DConditionModel(**{
        "sample_size": 8, "in_channels": 4, "out_channels": 4, "block_out_channels": (4, 8), "layers_per_block": 1,
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"), "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
        "cross_attention_dim": WIDTH, "attention_head_dim": 2, "norm_num_groups": 2} | options))


def controlnet(seed: int = 0, **options) -> ControlNetModel:
    return randomize(ControlNetModel(**{
        "block_out_channels": (4, 8), "layers_per_block": 1, "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
        "cross_attention_dim": WIDTH, "attention_head_dim": 2, "norm_num_groups": 2,
        "conditioning_embedding_out_channels": (2, 2, 2, 2)} | options), seed)


def vae(**options) -> AutoencoderKL:
    blocks = len(options.get("block_out_channels", range(4)))
    return randomize(AutoencoderKL(**{
        "block_out_channels": (2, 2, 4, 4), "down_block_types": ("DownEncoderBlock2D",) * blocks,
        "up_block_types": ("UpDecoderBlock2D",) * blocks, "layers_per_block": 1, "latent_channels": 4, "norm_num_groups": 2,
        "sample_size": 64} | options))
