"""DINOv2 of a transformers folder: the class token at 224x224, as FD-DINOv2 takes it (https://github.com/layer6ai-labs/dgm-eval)."""

from pathlib import Path

import torch
from transformers import Dinov2Model

from ..errors import ExportError, first_line
from ..loading import load_whole
from ..onnx_graph.graph import Graph
from .network import IMAGENET_MEAN, IMAGENET_STD, Network, pictures, scaled

SIZE = 224


def network(weights: Path, linear) -> Network:
    try:
        model = load_whole(Dinov2Model, weights, dtype=torch.float32, attn_implementation="eager").eval()
    except (OSError, ValueError, KeyError) as error:
        raise ExportError(f"{weights}: expected a folder with a DINOv2 model of transformers: {first_line(error)}") from error
    if SIZE % model.config.patch_size:
        raise ExportError(f"{weights}: patches of {model.config.patch_size} pixels do not fill {SIZE}")
    fix_positions(model)
    width = model.config.hidden_size
    graph = Graph("dinov2", model, lambda model, pictures: (model(pixel_values=pictures).last_hidden_state[:, 0],),
                  {"pictures": pictures(SIZE)}, {"features": ("batch", width)}, ({"batch": 2}, {"batch": 1}))
    return Network({"name": f"dinov2-{width}", "size": SIZE, "resize": "pillow-bicubic", **scaled(IMAGENET_MEAN, IMAGENET_STD),
                    "features": "features"}, {"": graph})


def fix_positions(model: Dinov2Model) -> None:
    """The positions are interpolated to the fixed size once, here, instead of in every run of the graph."""
    tokens = torch.zeros(1, 1 + (SIZE // model.config.patch_size) ** 2, model.config.hidden_size)
    with torch.no_grad():
        positions = model.embeddings.interpolate_pos_encoding(tokens, SIZE, SIZE).clone()
    model.embeddings.interpolate_pos_encoding = lambda embeddings, height, width: positions
