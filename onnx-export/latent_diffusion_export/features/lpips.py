"""LPIPS 0.1: how far two pictures are apart by the activations of a network
(https://github.com/richzhang/PerceptualSimilarity/blob/master/lpips/lpips.py)."""

import re
from pathlib import Path

import torch
from torch import nn

from ..errors import ExportError
from ..onnx_graph.graph import Graph, Tensor
from .lpips_backbones import BACKBONES
from .network import Network
from .weights import load, read

SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)


class Lpips(nn.Module):
    """Two pictures [n, 3, h, w] in [-1, 1] -> their distance [n]."""

    def __init__(self, name: str):
        super().__init__()
        build, self.taps, channels = BACKBONES[name]
        self.features = build()
        self.lins = nn.ModuleList(nn.Conv2d(width, 1, 1, bias=False) for width in channels)

    def forward(self, picture, reference):
        shift, scale = (torch.tensor(values).view(1, 3, 1, 1) for values in (SHIFT, SCALE))
        x, y = (picture - shift) / scale, (reference - shift) / scale
        distances, lins = [], iter(self.lins)
        for index, layer in enumerate(self.features):
            x, y = layer(x), layer(y)
            if index in self.taps:
                distances.append(next(lins)((_unit(x) - _unit(y)) ** 2).mean((1, 2, 3)))
        return sum(distances)


def _unit(x):
    return x / (x.pow(2).sum(1, keepdim=True).sqrt() + 1e-10)


def network(weights: Path, linear: Path | None) -> Network:
    state = read(weights) | (read(linear) if linear else {})
    name = _kind(state, weights)
    module = load(Lpips(name), _renamed(state), weights)
    shape = ("batch", 3, "height", "width")
    graph = Graph("lpips", module, lambda model, picture, reference: (model(picture, reference),),
                  {"picture": Tensor(shape), "reference": Tensor(shape)}, {"distance": ("batch",)},
                  ({"batch": 2, "height": 67, "width": 83}, {"batch": 1, "height": 96, "width": 64}))
    description = {"name": f"lpips-{name}", "resize": "none", "mean": [127.5] * 3, "std": [127.5] * 3, "distance": "distance"}
    return Network(description, {"": graph})


def _renamed(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """`net.slice2.3.weight` of the lpips package is torchvision's `features.3.weight`, `lin0.model.1.weight` the weights of layer 0.
    Classifiers and the constants of the scaling are left out."""
    names = ((r"^net\.slice\d+\.", "features."), (r"^lins?\.?(\d+)\.model\.1\.", r"lins.\1."))
    result = {}
    for name, value in state.items():
        for pattern, replacement in names:
            name = re.sub(pattern, replacement, name)
        if name.startswith(("features.", "lins.")):
            result[name] = value
    return result


def _kind(state: dict[str, torch.Tensor], file: Path) -> str:
    names = _renamed(state)
    if not any(name.startswith("lins.") for name in names):
        raise ExportError(f"{file}: it has no weights of LPIPS' layers (lin0.model.1.weight); give their file with --linear")
    first = names.get("features.0.weight")
    if first is not None and first.shape[-1] == 11:
        return "alex"
    if "features.3.squeeze.weight" in names:
        return "squeeze"
    if "features.28.weight" in names:
        return "vgg"
    raise ExportError(f"{file}: expected the weights of {', '.join(BACKBONES)}")
