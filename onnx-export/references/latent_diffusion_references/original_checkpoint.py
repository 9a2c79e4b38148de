"""A pipeline of Stable Diffusion 1.x, 2.x or XL as one file in the key names of the original code, the inverse of what diffusers does
when it reads one."""

import torch

_RESNET = {"norm1": "in_layers.0", "conv1": "in_layers.2", "norm2": "out_layers.0", "conv2": "out_layers.3",
           "time_emb_proj": "emb_layers.1", "conv_shortcut": "skip_connection"}
_UNET_ENDS = {"time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2", "conv_in": "input_blocks.0.0",
              "conv_norm_out": "out.0", "conv_out": "out.2", "add_embedding.linear_1": "label_emb.0.0",
              "add_embedding.linear_2": "label_emb.0.2"}
_ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
_OPENCLIP = {"encoder.layers.": "transformer.resblocks.", "layer_norm1": "ln_1", "layer_norm2": "ln_2", "self_attn": "attn",
             "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj", "embeddings.token_embedding": "token_embedding",
             "embeddings.position_embedding.weight": "positional_embedding", "final_layer_norm": "ln_final"}


def from_pipeline(pipeline) -> dict[str, torch.Tensor]:
    unet = {f"model.diffusion_model.{unet_key(key, pipeline.unet.config)}": value for key, value in pipeline.unet.state_dict().items()}
    levels = len(pipeline.vae.config.block_out_channels)
    vae = {f"first_stage_model.{_vae_key(key, levels)}": _vae_value(key, value) for key, value in pipeline.vae.state_dict().items()}
    return {key: value.contiguous() for key, value in (unet | vae | _text(pipeline)).items()}


def _text(pipeline) -> dict[str, torch.Tensor]:
    """The encoders of XL are `conditioner.embedders`, which the refiner has one of; other models' is `cond_stage_model`."""
    if getattr(pipeline, "text_encoder_2", None) is not None:
        encoders = [encoder for encoder in (pipeline.text_encoder, pipeline.text_encoder_2) if encoder is not None]
        return {key: value for i, encoder in enumerate(encoders) for key, value in _clip(encoder, f"conditioner.embedders.{i}.").items()}
    return _clip(pipeline.text_encoder, "cond_stage_model.")


def _clip(encoder, prefix: str) -> dict[str, torch.Tensor]:
    weights = {key.removeprefix("text_model."): value for key, value in encoder.state_dict().items()}
    if encoder.config.hidden_act == "quick_gelu":
        return {f"{prefix}transformer.text_model.{key}": value for key, value in weights.items()}
    return {f"{prefix}model.{key}": value for key, value in _openclip(weights).items()}


def _openclip(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Query, key and value are one matrix there; the last projection is multiplied from the other side."""
    result = {}
    for key, value in weights.items():
        if ".q_proj." in key:
            parts = [weights[key.replace(".q_proj.", f".{part}_proj.")] for part in "qkv"]
            result[_openclip_key(key.replace(".q_proj.", ".in_proj_"))] = torch.cat(parts)
        elif key == "text_projection.weight":
            result["text_projection"] = value.T
        elif ".k_proj." not in key and ".v_proj." not in key:
            result[_openclip_key(key)] = value
    return result


def _openclip_key(key: str) -> str:
    for ours, theirs in _OPENCLIP.items():
        key = key.replace(ours, theirs)
    return key


def unet_key(key: str, config) -> str:
    for ours, theirs in _UNET_ENDS.items():
        if key.startswith(ours + "."):
            return key.replace(ours, theirs)
    for ours, theirs in _unet_blocks(config):
        if key.startswith(ours):
            rest = key.removeprefix(ours)
            if ".resnets." in ours:
                name = rest.split(".")[0]
                rest = rest.replace(name, _RESNET[name], 1)
            return theirs + rest
    raise KeyError(key)


def _unet_blocks(config):
    yield "mid_block.attentions.0.", "middle_block.1."
    yield from ((f"mid_block.resnets.{i}.", f"middle_block.{2 * i}.") for i in range(2))
    layers = config.layers_per_block
    step = layers + 1
    for i, kind in enumerate(config.up_block_types):
        yield from ((f"down_blocks.{i}.resnets.{j}.", f"input_blocks.{step * i + j + 1}.0.") for j in range(layers))
        yield from ((f"down_blocks.{i}.attentions.{j}.", f"input_blocks.{step * i + j + 1}.1.") for j in range(layers))
        yield f"down_blocks.{i}.downsamplers.0.conv.", f"input_blocks.{step * (i + 1)}.0.op."
        yield from ((f"up_blocks.{i}.resnets.{j}.", f"output_blocks.{step * i + j}.0.") for j in range(step))
        yield from ((f"up_blocks.{i}.attentions.{j}.", f"output_blocks.{step * i + j}.1.") for j in range(step))
        yield f"up_blocks.{i}.upsamplers.0.", f"output_blocks.{step * i + layers}.{1 if kind == 'UpBlock2D' else 2}."


def _vae_key(key: str, levels: int) -> str:
    key = key.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    key = key.replace("mid_block.attentions.0.", "mid.attn_1.")
    if "mid.attn_1" in key:
        for ours, theirs in _ATTENTION.items():
            key = key.replace(f".{ours}.", f".{theirs}.")
    for i in range(levels):
        for ours, theirs in ((f"mid_block.resnets.{i}.", f"mid.block_{i + 1}."),
                             (f"down_blocks.{i}.downsamplers.0.", f"down.{i}.downsample."),
                             (f"down_blocks.{i}.resnets.", f"down.{i}.block."),
                             (f"up_blocks.{i}.upsamplers.0.", f"up.{levels - 1 - i}.upsample."),
                             (f"up_blocks.{i}.resnets.", f"up.{levels - 1 - i}.block.")):
            key = key.replace(ours, theirs)
    return key


def _vae_value(key: str, value: torch.Tensor) -> torch.Tensor:
    """The original code has the attention's linear layers as 1x1 convolutions."""
    linear = any(f".{name}.weight" in key for name in ("to_q", "to_k", "to_v", "to_out.0"))
    return value[:, :, None, None] if linear else value
