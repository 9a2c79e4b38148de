"""`tests/LatentDiffusion.Safety.Tests/References`: a tiny StableDiffusionSafetyChecker with random weights as a folder of diffusers, its
template and its legacy ONNX form, and what diffusers decides on random pictures with random concepts."""

import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPImageProcessor

from latent_diffusion_export.graphs import safety
from latent_diffusion_export.templates import build

SIDE, PICTURES, SETS = 30, 200, 20
_CONFIG = {"projection_dim": 16, "vision_config": {
    "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "image_size": SIDE, "patch_size": 6}}


def write(out: Path) -> None:
    torch.manual_seed(0)
    model = StableDiffusionSafetyChecker(CLIPConfig(**_CONFIG)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    model.vision_model.post_layernorm.weight.data.add_(1)
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(out / "safety_checker")
    processor = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    processor.save_pretrained(out / "feature_extractor")
    _template(out / "templates")
    pictures = [_picture(seed) for seed in range(PICTURES)]
    inputs = processor([Image.fromarray(picture) for picture in pictures], return_tensors="pt").pixel_values
    sets, decisions = _concept_sets(model, inputs), []
    for number, concepts in enumerate(sets):
        _put(model, concepts)
        found = model(clip_input=inputs, images=np.zeros((PICTURES, 1, 1, 3)))[1]
        decisions.append("".join("1" if unsafe else "0" for unsafe in found))
        if number == 0:
            model.save_pretrained(out / "safety_checker")
            _legacy(model, out / "legacy" / "model.onnx")
            images = torch.ones(PICTURES, 1, 1, 3)
            (out / "legacy" / "decisions.txt").write_text(
                "".join("1" if unsafe else "0" for unsafe in model.forward_onnx(inputs, images)[1].tolist()) + "\n")
    save_file({f"{number}.{name}": value for number, concepts in enumerate(sets) for name, value in concepts.items()},
              out / "concepts.safetensors")
    (out / "decisions.json").write_text(json.dumps(decisions, indent=1) + "\n")
    save_file({"embeds": _embeds(model, inputs), "input": inputs[:4].clone()}, out / "embeds.safetensors")


def _picture(seed: int) -> np.ndarray:
    """Drawn by whole numbers, so that the C# tests draw the same."""
    width, height = 20 + seed * 7 % 61, 20 + seed * 11 % 53
    y, x, c = np.mgrid[:height, :width, :3]
    return ((x * (seed % 13 + 1) + y * (seed % 7 + 2) * (c + 1) + x * y // (seed % 5 + 3) + c * seed * 29) % 256).astype(np.uint8)


def _embeds(model, inputs) -> torch.Tensor:
    with torch.no_grad():
        return model.visual_projection(model.vision_model(inputs).pooler_output)


def _concept_sets(model, inputs) -> list[dict[str, torch.Tensor]]:
    """Random directions, with thresholds near what the pictures give, so that about half of them are unsafe."""
    embeds = torch.nn.functional.normalize(_embeds(model, inputs))
    sets = []
    for _ in range(SETS):
        concepts = {}
        for name, count, share in (("special_care_embeds", 3, 0.8), ("concept_embeds", 17, 0.97)):
            directions = torch.randn(count, model.config.projection_dim)
            similarities = embeds @ torch.nn.functional.normalize(directions).T
            concepts |= {name: directions, f"{name}_weights": similarities.quantile(share, dim=0)}
        sets.append(concepts)
    return sets


def _put(model, concepts) -> None:
    for name, value in concepts.items():
        getattr(model, name).data.copy_(value)


def _template(out: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        index = {"_class_name": "StableDiffusionPipeline", safety.COMPONENT: ["stable_diffusion", "StableDiffusionSafetyChecker"]}
        (folder / "model_index.json").write_text(json.dumps(index))
        (folder / safety.COMPONENT).mkdir()
        (folder / safety.COMPONENT / "config.json").write_text(json.dumps(_CONFIG))
        build.write_folder(folder, out)


def _legacy(model, path: Path) -> None:
    """As scripts/convert_stable_diffusion_checkpoint_to_onnx.py of diffusers exports it."""
    path.parent.mkdir(exist_ok=True)
    forward, model.forward = model.forward, model.forward_onnx
    axes = {"clip_input": {0: "batch"}, "images": {0: "batch", 1: "height", 2: "width", 3: "channels"}}
    torch.onnx.export(model, (torch.randn(1, 3, SIDE, SIDE), torch.randn(1, 8, 8, 3)), path, input_names=["clip_input", "images"],
                      output_names=["out_images", "has_nsfw_concepts"], dynamic_axes=axes, dynamo=False, opset_version=17)
    model.forward = forward
