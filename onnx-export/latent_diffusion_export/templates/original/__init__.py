"""Key names of checkpoints of the original code (one file: LDM, SDXL, SD3, Flux), found out by running diffusers' own conversions on
tags in place of tensors: what a tag has gone through when it arrives under a diffusers name is what the runtime has to do."""

from ...onnx_graph.graph import Graph
from . import autoencoder, text, transformers, unet
from .layout import Layout

_LAYOUTS = {
    "UNet2DConditionModel": unet.unet,
    "ControlNetModel": unet.controlnet,
    "AutoencoderKL": autoencoder.autoencoder,
    "CLIPTextModel": text.clip,
    "CLIPTextModelWithProjection": text.clip,
    "T5EncoderModel": text.t5,
    "SD3Transformer2DModel": transformers.stable_diffusion_3,
    "FluxTransformer2DModel": transformers.flux,
}


def layout(graph: Graph, pipeline: str) -> Layout | None:
    """How checkpoints for `pipeline` (a class name) name the parameters of `graph`; None where nobody knows."""
    find = _LAYOUTS.get(type(graph.module).__name__)
    try:
        return None if find is None else find(graph, pipeline)
    except (LookupError, TypeError, ValueError):  # diffusers' conversions know models only that the original code can have
        return None
