"""Stable Diffusion 1.x as one file in the key names of the original code, the inverse of what diffusers does when it reads one."""

import torch

_RESNET = {"norm1": "in_layers.0", "conv1": "in_layers.2", "norm2": "out_layers.0", "conv2": "out_layers.3",
           "time_emb_proj": "emb_layers.1", "conv_shortcut": "skip_connection"}
_UNET_ENDS = {"time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2", "conv_in": "input_blocks.0.0",
              "conv_norm_out": "out.0", "conv_out": "out.2"}
_ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}


def from_pipeline(pipeline) -> dict[str, torch.Tensor]:
    unet = {f"model.diffusion_model.{_unet_key(key)}": value for key, value in pipeline.unet.state_dict().items()}
    vae = {f"first_stage_model.{_vae_key(key)}": _vae_value(key, value) for key, value in pipeline.vae.state_dict().items()}
    text = {f"cond_stage_model.transformer.text_model.{key}": value for key, value in pipeline.text_encoder.state_dict().items()}
    return {key: value.contiguous() for key, value in (unet | vae | text).items()}


def _unet_key(key: str) -> str:
    for ours, theirs in _UNET_ENDS.items():
        if key.startswith(ours + "."):
            return key.replace(ours, theirs)
    for ours, theirs in _unet_blocks():
        if key.startswith(ours):
            rest = key.removeprefix(ours)
            if ".resnets." in ours:
                name = rest.split(".")[0]
                rest = rest.replace(name, _RESNET[name], 1)
            return theirs + rest
    raise KeyError(key)


def _unet_blocks():
    yield "mid_block.attentions.0.", "middle_block.1."
    yield from ((f"mid_block.resnets.{i}.", f"middle_block.{2 * i}.") for i in range(2))
    for i in range(4):
        yield from ((f"down_blocks.{i}.resnets.{j}.", f"input_blocks.{3 * i + j + 1}.0.") for j in range(2))
        yield from ((f"down_blocks.{i}.attentions.{j}.", f"input_blocks.{3 * i + j + 1}.1.") for j in range(2))
        yield f"down_blocks.{i}.downsamplers.0.conv.", f"input_blocks.{3 * (i + 1)}.0.op."
        yield from ((f"up_blocks.{i}.resnets.{j}.", f"output_blocks.{3 * i + j}.0.") for j in range(3))
        yield from ((f"up_blocks.{i}.attentions.{j}.", f"output_blocks.{3 * i + j}.1.") for j in range(3))
        yield f"up_blocks.{i}.upsamplers.0.", f"output_blocks.{3 * i + 2}.{1 if i == 0 else 2}."


def _vae_key(key: str) -> str:
    key = key.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    key = key.replace("mid_block.attentions.0.", "mid.attn_1.")
    if "mid.attn_1" in key:
        for ours, theirs in _ATTENTION.items():
            key = key.replace(f".{ours}.", f".{theirs}.")
    for i in range(4):
        for ours, theirs in ((f"mid_block.resnets.{i}.", f"mid.block_{i + 1}."),
                             (f"down_blocks.{i}.downsamplers.0.", f"down.{i}.downsample."),
                             (f"down_blocks.{i}.resnets.", f"down.{i}.block."),
                             (f"up_blocks.{i}.upsamplers.0.", f"up.{3 - i}.upsample."),
                             (f"up_blocks.{i}.resnets.", f"up.{3 - i}.block.")):
            key = key.replace(ours, theirs)
    return key


def _vae_value(key: str, value: torch.Tensor) -> torch.Tensor:
    """The original code has the attention's linear layers as 1x1 convolutions."""
    linear = any(f".{name}.weight" in key for name in ("to_q", "to_k", "to_v", "to_out.0"))
    return value[:, :, None, None] if linear else value
