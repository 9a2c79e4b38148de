"""CLIP of a transformers folder: embeddings of pictures, and of prompts for the CLIP score."""

from pathlib import Path

import torch
from transformers import CLIPModel

from ..errors import ExportError, first_line
from ..loading import load_whole
from ..onnx_graph.graph import Graph, Tensor
from .network import Network, pictures, scaled

# https://github.com/openai/CLIP/blob/main/clip/clip.py
MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


def network(weights: Path, linear) -> Network:
    try:
        model = load_whole(CLIPModel, weights, dtype=torch.float32, attn_implementation="eager").eval()
    except (OSError, ValueError, KeyError) as error:
        raise ExportError(f"{weights}: expected a folder with a CLIP model of transformers: {first_line(error)}") from error
    size, width = model.config.vision_config.image_size, model.config.projection_dim
    longest = model.config.text_config.max_position_embeddings

    def embed_pictures(model, pictures):
        return (model.visual_projection(model.vision_model(pixel_values=pictures).pooler_output),)

    def embed_prompts(model, input_ids):
        return (model.text_projection(model.text_model(input_ids=input_ids).pooler_output),)

    ids = Tensor(("batch", longest), torch.int64, below=model.config.text_config.vocab_size)
    sizes = ({"batch": 2}, {"batch": 1})
    return Network(
        {"name": f"clip-{size}", "size": size, "resize": "pillow-bicubic", "crop": True, **scaled(MEAN, STD), "features": "image_embeds",
         "text": {}},
        {"": Graph("pictures", model, embed_pictures, {"pictures": pictures(size)}, {"image_embeds": ("batch", width)}, sizes),
         "text": Graph("text", model, embed_prompts, {"input_ids": ids}, {"text_embeds": ("batch", width)}, sizes)},
        tokenizer=weights)
