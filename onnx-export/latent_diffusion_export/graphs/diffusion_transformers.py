"""Diffusion transformers: `hidden_states`, `encoder_hidden_states`, `timestep` and what the kind adds -> `out_hidden_states`."""

import torch

from ..onnx_graph.graph import Graph, Shape, Tensor

_LATENT = ("latent_height", "latent_width")
_TIMESTEP = {"timestep": Tensor(("batch",))}


def stable_diffusion_3(folder: str, module, source) -> list[Graph]:
    """SD3Transformer2DModel."""
    config = module.config
    inputs = _latents(config.in_channels) | _text(config.joint_attention_dim) | {
        "pooled_projections": Tensor(("batch", config.pooled_projection_dim))} | _TIMESTEP
    return [Graph(folder, module, _call, inputs, _output(config.out_channels), _sizes(config))]


def flux(folder: str, module, source) -> list[Graph]:
    """FluxTransformer2DModel: latents in 2x2 patches, a position for each, `timestep` in 0..1; `guidance` where it was distilled."""
    config = module.config
    packed: Shape = ("batch", "packed_sequence", config.in_channels)
    inputs = {"hidden_states": Tensor(packed)} | _text(config.joint_attention_dim) | {
        "pooled_projections": Tensor(("batch", config.pooled_projection_dim))} | _TIMESTEP | {
        "img_ids": Tensor(("packed_sequence", 3)), "txt_ids": Tensor(("sequence", 3))}
    if config.guidance_embeds:
        inputs["guidance"] = Tensor(("batch",))
    sizes = ({"batch": 3, "packed_sequence": 10, "sequence": 7}, {"batch": 1, "packed_sequence": 6, "sequence": 9})
    output: Shape = ("batch", "packed_sequence", config.out_channels or config.in_channels)
    return [Graph(folder, module, _call, inputs, {"out_hidden_states": output}, sizes)]


def pixart(folder: str, module, source) -> list[Graph]:
    """PixArtTransformer2DModel; PixArt-Alpha at 1024 also takes `resolution` and `aspect_ratio`."""
    config = module.config
    inputs = _latents(config.in_channels) | _text(config.caption_channels) | _mask() | _TIMESTEP
    if module.use_additional_conditions:
        inputs |= {"resolution": Tensor(("batch", 2)), "aspect_ratio": Tensor(("batch", 1))}
    return [Graph(folder, module, _call_pixart, inputs, _output(config.out_channels or config.in_channels), _sizes(config))]


def sana(folder: str, module, source) -> list[Graph]:
    """SanaTransformer2DModel."""
    config = module.config
    inputs = _latents(config.in_channels) | _text(config.caption_channels) | _mask() | _TIMESTEP
    return [Graph(folder, module, _call, inputs, _output(config.out_channels or config.in_channels), _sizes(config))]


def _sizes(config):
    """In patches, and not the height that the model was built for: PixArt then computes its positions, which serves every size."""
    height = 5 if config.sample_size // config.patch_size != 5 else 6
    most = getattr(config, "pos_embed_max_size", None) or 8
    patches = ((3, min(height, most), min(7, most)), (1, min(8, most), 3))
    return tuple({"batch": batch, "latent_height": high * config.patch_size, "latent_width": wide * config.patch_size,
                  "sequence": 6 + batch} for batch, high, wide in patches)


def _latents(channels: int) -> dict[str, Tensor]:
    return {"hidden_states": Tensor(("batch", channels, *_LATENT))}


def _text(width: int) -> dict[str, Tensor]:
    return {"encoder_hidden_states": Tensor(("batch", "sequence", width))}


def _mask() -> dict[str, Tensor]:
    return {"encoder_attention_mask": Tensor(("batch", "sequence"), torch.int64)}


def _output(channels: int) -> dict[str, Shape]:
    return {"out_hidden_states": ("batch", channels, *_LATENT)}


def _call(model, **tensors):
    return model(**tensors, return_dict=False)


def _call_pixart(model, **tensors):
    conditions = {name: tensors.pop(name, None) for name in ("resolution", "aspect_ratio")}
    return model(**tensors, added_cond_kwargs=conditions, return_dict=False)
