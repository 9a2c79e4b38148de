"""CLIP text encoders: `input_ids` -> `last_hidden_state`, `pooler_output` or `text_embeds`, and the layers below on request."""

import torch

from ..onnx_graph.graph import Graph, Tensor, same_name


def _published(name: str) -> str:
    """The installed transformers has CLIPTextModel's parameters at the top level; every published checkpoint has them below one."""
    return f"text_model.{name}"


def with_clip_skip(folder: str, module, source) -> list[Graph]:
    """Stable Diffusion 1.x and 2.x. `clip_skip.i` leaves out the last i layers and applies the final layer norm, as diffusers'
    `clip_skip=i` does."""
    layers = module.config.num_hidden_layers

    def call(model, input_ids):
        result = model(input_ids, output_hidden_states=True)
        skipped = [model.final_layer_norm(result.hidden_states[-1 - skip]) for skip in range(1, layers)]
        return result.last_hidden_state, result.pooler_output, *skipped

    width = module.config.hidden_size
    outputs = {"last_hidden_state": ("batch", "sequence", width), "pooler_output": ("batch", width)}
    outputs |= {f"clip_skip.{skip}": ("batch", "sequence", width) for skip in range(1, layers)}
    return [_graph(folder, module, call, outputs, _published)]


def with_hidden_states(folder: str, module, source) -> list[Graph]:
    """SDXL and SD3. `hidden_states.i` is the output of layer i (0: the embeddings), without the final layer norm."""
    projected = hasattr(module, "text_projection")

    def call(model, input_ids):
        result = model(input_ids, output_hidden_states=True)
        if projected:
            return result.text_embeds, result.last_hidden_state, *result.hidden_states
        return result.last_hidden_state, result.pooler_output, *result.hidden_states

    width, sequence = module.config.hidden_size, ("batch", "sequence", module.config.hidden_size)
    outputs = {"text_embeds": ("batch", module.config.projection_dim), "last_hidden_state": sequence} if projected else {
        "last_hidden_state": sequence, "pooler_output": ("batch", width)}
    outputs |= {f"hidden_states.{layer}": sequence for layer in range(module.config.num_hidden_layers + 1)}
    return [_graph(folder, module, call, outputs, same_name if projected else _published)]


def _graph(folder, module, call, outputs, weight_name) -> Graph:
    inputs = {"input_ids": Tensor(("batch", "sequence"), torch.int64, below=module.config.vocab_size)}
    longest = min(16, module.config.max_position_embeddings)
    sizes = ({"batch": 3, "sequence": longest - 2}, {"batch": 1, "sequence": longest})
    return Graph(folder, module, call, inputs, outputs, sizes, weight_name=weight_name)
