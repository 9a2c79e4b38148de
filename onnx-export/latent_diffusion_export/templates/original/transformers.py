"""Diffusion transformers. Their conversions ask for each key by name, so that nothing but the number of blocks has to be told."""

from dataclasses import replace

from diffusers.loaders import single_file_utils as diffusers

from ...onnx_graph.graph import Graph
from .layout import Layout, layout, tags
from .tag import Requested

_PREFIX = "model.diffusion_model."
_FLUX_WIDTH = 3072
"""The width that diffusers' conversion of Flux is written for: it splits rows of this size, which grow with the width."""


def stable_diffusion_3(graph: Graph, pipeline: str) -> Layout:
    config = graph.module.config
    keys = [f"joint_blocks.{block}.x_block" for block in range(config.num_layers)] + ["context_embedder.weight"]
    keys += [f"joint_blocks.{block}.x_block.attn2.ln_q" for block in config.dual_attention_layers]
    keys += ["joint_blocks.0.x_block.attn.ln_q.weight"] if config.qk_norm else []
    return layout(graph, (_PREFIX, ""), diffusers.convert_sd3_transformer_checkpoint_to_diffusers(Requested(tags(keys))), _PREFIX)


def flux(graph: Graph, pipeline: str) -> Layout:
    config = graph.module.config
    width = config.num_attention_heads * config.attention_head_dim
    keys = [f"double_blocks.{block}.x" for block in range(config.num_layers)]
    keys += [f"single_blocks.{block}.x" for block in range(config.num_single_layers)]
    keys += ["guidance_in.x"] if config.guidance_embeds else []
    converted = diffusers.convert_flux_transformer_checkpoint_to_diffusers(Requested(tags(keys)))
    scaled = {name: tag if tag.first is None else replace(tag, first=tag.first * width // _FLUX_WIDTH) for name, tag in converted.items()}
    return layout(graph, (_PREFIX, ""), scaled, _PREFIX)
