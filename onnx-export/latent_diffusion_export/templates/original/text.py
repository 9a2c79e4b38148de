"""Text encoders inside checkpoints that hold a whole model."""

from diffusers.loaders import single_file_utils as diffusers

from ...onnx_graph.graph import Graph
from .layout import Layout, layout, shapes, tags
from .tag import Tag

_BLOCK = ("ln_1.weight", "ln_1.bias", "ln_2.weight", "ln_2.bias", "attn.in_proj_weight", "attn.in_proj_bias", "attn.out_proj.weight",
          "attn.out_proj.bias", "mlp.c_fc.weight", "mlp.c_fc.bias", "mlp.c_proj.weight", "mlp.c_proj.bias")


def clip(graph: Graph, pipeline: str) -> Layout | None:
    """OpenAI's CLIP has the names of transformers. OpenCLIP, which Stable Diffusion 2 and XL have as the encoder with "gelu", has its
    own, with the three projections of attention in one."""
    openclip = graph.module.config.hidden_act != "quick_gelu"
    if pipeline.startswith("StableDiffusion3"):
        return _transformers(graph, f"text_encoders.clip_{'g' if openclip else 'l'}.transformer.")
    if pipeline.startswith("Flux"):
        return _transformers(graph, "text_encoders.clip_l.transformer.")
    if pipeline.startswith("StableDiffusionXL"):
        if openclip:
            return _openclip(graph, "conditioner.embedders.1.model.", "conditioner.embedders.0.model.")
        return _transformers(graph, "conditioner.embedders.0.transformer.")
    return _openclip(graph, "cond_stage_model.model.") if openclip else _transformers(graph, "cond_stage_model.transformer.")


def t5(graph: Graph, pipeline: str) -> Layout:
    prefix = "text_encoders.t5xxl.transformer."
    return layout(graph, (prefix, ""), diffusers.convert_sd3_t5_checkpoint_to_diffusers(tags(prefix + name for name in shapes(graph))))


def _transformers(graph: Graph, prefix: str) -> Layout:
    return layout(graph, (prefix, ""), diffusers.convert_ldm_clip_checkpoint(tags(prefix + name for name in shapes(graph)), prefix))


def _openclip(graph: Graph, prefix: str, *others: str) -> Layout:
    width = graph.module.config.hidden_size
    keys = [f"transformer.resblocks.{layer}.{name}" for layer in range(graph.module.config.num_hidden_layers) for name in _BLOCK]
    keys += diffusers.DIFFUSERS_TO_LDM_MAPPING["openclip"]["layers"].values()
    found = {prefix + key: Tag(prefix + key, (width, width)) for key in keys}
    return layout(graph, (prefix, *others), diffusers.convert_open_clip_checkpoint(graph.module, found, prefix))
