"""Small feature networks: one with classes, CLIP, and one that compares pairs."""

import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer

from latent_diffusion_export.features import export
from latent_diffusion_export.features.clip import MEAN, STD
from latent_diffusion_export.onnx_graph.graph import Graph, Tensor
from .tokenizer_folders import MERGES, VOCABULARY

PROMPT = "low lower!"


class Classes(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.classes = nn.Conv2d(3, 8, 5, 3), nn.Linear(8, 5)

    def forward(self, pictures):
        features = torch.relu(self.conv(pictures)).mean((2, 3))
        return features, self.classes(features)


class Distance(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, picture, reference):
        return ((self.conv(picture) - self.conv(reference)) ** 2).mean((1, 2, 3))


def write(out: Path, picture: torch.Tensor) -> dict[str, torch.Tensor]:
    """Writes the networks; returns a picture and what they give of it."""
    shutil.rmtree(out, ignore_errors=True)
    torch.manual_seed(1)
    planes = picture.permute(2, 0, 1)[None].float()
    classes, distance = Classes().eval(), Distance().eval()
    shape, any_shape = Tensor(("batch", 3, 24, 24)), Tensor(("batch", 3, "height", "width"))
    graph = Graph("classes", classes, lambda model, pictures: model(pictures), {"pictures": shape},
                  {"features": ("batch", 8), "logits": ("batch", 5)}, ({"batch": 2}, {"batch": 1}))
    _save(out / "classes", graph, {"name": "classes", "size": 24, "resize": "torch-bilinear", "bgr": True, "mean": [120, 110, 100],
                                   "std": [60, 50, 40], "features": "features", "logits": "logits"})
    graph = Graph("distance", distance, lambda model, picture, reference: (model(picture, reference),),
                  {"picture": any_shape, "reference": any_shape}, {"distance": ("batch",)},
                  ({"batch": 2, "height": 9, "width": 12}, {"batch": 1, "height": 20, "width": 7}))
    _save(out / "distance", graph, {"name": "distance", "resize": "none", "mean": [127.5] * 3, "std": [127.5] * 3, "distance": "distance"})
    resized = torch.nn.functional.interpolate(planes, (24, 24), mode="bilinear")
    resized = (resized - _channels((120, 110, 100))) / _channels((60, 50, 40))
    with torch.no_grad():
        features, logits = classes(resized.flip(1))
        apart = distance(planes / 127.5 - 1, planes.flip(3) / 127.5 - 1)
        return {"networks.picture": picture, "classes.features": features[0].clone(), "classes.logits": logits[0].clone(),
                "distance": apart, **_clip(out / "clip", picture)}


def _clip(out: Path, picture: torch.Tensor) -> dict[str, torch.Tensor]:
    layer = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "projection_dim": 6}
    end = VOCABULARY["<|endoftext|>"]
    text = layer | {"vocab_size": len(VOCABULARY), "max_position_embeddings": 12, "eos_token_id": end, "pad_token_id": end,
                    "bos_token_id": VOCABULARY["<|startoftext|>"]}
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=layer | {"image_size": 16, "patch_size": 8}, projection_dim=6)).eval()
    with tempfile.TemporaryDirectory() as source:
        folder = Path(source)
        model.save_pretrained(folder)
        (folder / "vocab.json").write_text(json.dumps(VOCABULARY))
        (folder / "merges.txt").write_text(MERGES)
        (folder / "tokenizer_config.json").write_text(json.dumps({
            "tokenizer_class": "CLIPTokenizer", "model_max_length": 12, "unk_token": "<unk>", "pad_token": "<|endoftext|>"}))
        export.write("clip", folder, out)
        ids = CLIPTokenizer.from_pretrained(folder)(PROMPT, padding="max_length", truncation=True, return_tensors="pt").input_ids
    # CLIP's own processor: the shorter side to 16 by Pillow's bicubic, the middle cut out.
    width = 16 * picture.shape[1] // picture.shape[0]
    image = Image.fromarray(picture.numpy()).resize((width, 16), Image.Resampling.BICUBIC)
    left = (width - 16) // 2
    pixels = torch.from_numpy(np.array(image.crop((left, 0, left + 16, 16)))).permute(2, 0, 1)[None].float() / 255
    with torch.no_grad():
        result = model(input_ids=ids, pixel_values=(pixels - _channels(MEAN)) / _channels(STD))
    return {"clip.picture": result.image_embeds[0].clone(), "clip.prompt": result.text_embeds[0].clone()}


def _channels(values) -> torch.Tensor:
    return torch.tensor(values).view(1, 3, 1, 1)


def _save(folder: Path, graph: Graph, description: dict) -> None:
    export.write_graph(graph, folder)
    (folder / "network.json").write_text(json.dumps(description, indent=2) + "\n")
