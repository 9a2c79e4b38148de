"""What a family of models is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..graphs import autoencoders
from ..onnx_graph.graph import Graph

Builder = Callable[..., list[Graph]]

# What any family may have beside its own components.
_COMMON: dict[str, Builder] = {"preview_decoder": autoencoders.preview}


@dataclass(frozen=True)
class Family:
    """Which diffusers pipelines are served, and for each component of `model_index.json` the function that describes its graphs."""

    pipelines: tuple[str, ...]
    graphs: dict[str, Builder]
    """`controlnet` stands for `controlnet_1` and so on too."""
    folders: dict[str, str] = field(default_factory=dict)
    """Components whose graph lies in a folder of another name than the component's."""

    def builder(self, component: str) -> Builder | None:
        known = _COMMON | self.graphs
        return known.get(component) or known.get(re.sub(r"_\d+$", "", component))

    def folders_of(self, component: str) -> tuple[str, ...]:
        """The folders of a component's graphs."""
        if self.graphs.get(component) is autoencoders.any_autoencoder:
            return "vae_encoder", "vae_decoder"
        return (self.folders.get(component, component),)
