"""What a feature network is: its graphs, and what `network.json` says of the pictures that it reads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ..onnx_graph.graph import Graph, Tensor

RESIZES = ("none", "tensorflow-bilinear", "clean", "pillow-bilinear", "pillow-bicubic", "pillow-lanczos", "torch-bilinear", "torch-bicubic")
IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass
class Network:
    """`graphs` maps a folder within the network's to its graph; "" is the network's own folder."""

    description: dict[str, Any]
    graphs: dict[str, Graph]
    tokenizer: Path | None = None
    """The folder whose tokenizer files are copied."""


def pictures(size: int) -> Tensor:
    """The input of a network that takes pictures of one size, [batch, 3, size, size]."""
    return Tensor(("batch", 3, size, size), torch.float32)


def scaled(mean, std) -> dict[str, list[float]]:
    """Mean and standard deviation of values in 0..1 for values in 0..255."""
    return {"mean": [255 * value for value in mean], "std": [255 * value for value in std]}
