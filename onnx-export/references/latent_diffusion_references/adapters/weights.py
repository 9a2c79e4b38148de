"""The weights that adapted layers change: of a diffusers module, or of a layer of the original code, which diffusers may have in parts."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn


@dataclass(frozen=True)
class Weight:
    """Parameters one below the other; of some, the original code has the halves in the other order."""

    parts: tuple[nn.Parameter, ...]
    swapped: bool = False

    def value(self) -> torch.Tensor:
        return torch.cat([self._ordered(part.detach()) for part in self.parts])

    def split(self, change: torch.Tensor) -> list[tuple[nn.Parameter, torch.Tensor]]:
        rows = change.split([len(part) for part in self.parts])
        return [(part, self._ordered(own)) for part, own in zip(self.parts, rows, strict=True)]

    def _ordered(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.cat(rows.chunk(2)[::-1]) if self.swapped else rows


def modules(pipeline, component: str) -> dict[str, Weight]:
    """Layers by the names of the libraries, as published: transformers 5 left `text_model.` out of those of CLIP."""
    module = getattr(pipeline, component)
    prefix = "text_model." if type(module).__name__ == "CLIPTextModel" else ""
    named = {name: layer for name, layer in module.named_modules() if isinstance(layer, (nn.Linear, nn.Conv2d))}
    return {name if name.startswith("text_") else prefix + name: Weight((layer.weight,)) for name, layer in named.items()}


def originals(pipeline, template: Path) -> dict[str, Weight]:
    """Layers of the transformer by the names of the original code, which its template knows."""
    with zipfile.ZipFile(template) as archive:
        description = json.loads(archive.read("template.json"))
    parameters, found = dict(pipeline.transformer.named_parameters()), {}
    for entry in description["parameters"]:
        original, parameter = entry.get("original"), parameters.get(entry["name"])
        if original is not None and parameter is not None and parameter.ndim == 2:
            layer = original["key"].removeprefix(description["original_prefixes"][0]).removesuffix(".weight")
            found.setdefault(layer, []).append((original.get("rows", [0])[0], parameter, original.get("swap_halves", False)))
    ordered = {layer: sorted(parts, key=lambda part: part[0]) for layer, parts in found.items()}
    return {layer: Weight(tuple(part[1] for part in parts), parts[0][2]) for layer, parts in ordered.items()}
