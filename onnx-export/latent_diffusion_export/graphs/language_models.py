"""Text encoders other than CLIP: `input_ids` and, where the pipeline gives it, `attention_mask` -> `last_hidden_state`."""

import torch

from ..onnx_graph.graph import Graph, Tensor

_SIZES = ({"batch": 3, "sequence": 11}, {"batch": 1, "sequence": 16})


def without_mask(folder: str, module, source) -> list[Graph]:
    """T5 in SD3 and Flux, BERT in the latent diffusion model: padding is attended to."""
    return [_graph(folder, module, ())]


def with_mask(folder: str, module, source) -> list[Graph]:
    """T5 in PixArt, Gemma in Sana."""
    return [_graph(folder, module, ("attention_mask",))]


def _graph(folder: str, module, masks: tuple[str, ...]) -> Graph:
    config = module.config
    inputs = {"input_ids": Tensor(("batch", "sequence"), torch.int64, below=config.vocab_size)}
    inputs |= {name: Tensor(("batch", "sequence"), torch.int64) for name in masks}
    return Graph(folder, module, _call, inputs, {"last_hidden_state": ("batch", "sequence", config.hidden_size)}, _SIZES,
                 weight_name=_published)


def _published(name: str) -> str:
    """T5 shares its embeddings between encoder and decoder; checkpoints hold them once, under this name."""
    return "shared.weight" if name == "encoder.embed_tokens.weight" else name


def _call(model, **tensors):
    return (model(**tensors)[0],)
