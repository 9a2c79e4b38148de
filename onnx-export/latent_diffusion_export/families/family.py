from collections.abc import Callable
from dataclasses import dataclass, field

from ..onnx_graph.graph import Graph

Builder = Callable[..., list[Graph]]


@dataclass(frozen=True)
class Family:
    """Which diffusers pipelines are served, and for each component of `model_index.json` the function that describes its graphs."""

    pipelines: tuple[str, ...]
    graphs: dict[str, Builder]
    folders: dict[str, str] = field(default_factory=dict)
    """Components whose graph lies in a folder of another name than the component's."""
