"""Other names of a parameter in diffusers folders."""

import re

from ..onnx_graph.graph import Graph

# diffusers < 0.12 named the attention of autoencoders so, and the published files of Stable Diffusion 1.x still do; see
# `ModelMixin._convert_deprecated_attention_blocks` in diffusers.
_OLD_ATTENTION = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
_ATTENTION = re.compile(r"(.*\.attentions\.\d+)\.(to_q|to_k|to_v|to_out\.0)\.(weight|bias)")


def aliases(graph: Graph, name: str) -> list[str]:
    """The other names of the parameter with the published name `name`."""
    found = [own for own in graph.module.state_dict() if own != name and graph.weight_name(own) == name]
    if type(graph.module).__name__ == "AutoencoderKL" and (match := _ATTENTION.fullmatch(name)):
        found.append(f"{match[1]}.{_OLD_ATTENTION[match[2]]}.{match[3]}")
    return found
