"""How checkpoints of the original code name the parameters of one graph."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...onnx_graph.graph import Graph
from .tag import Tag


@dataclass(frozen=True)
class Layout:
    prefixes: tuple[str, ...]
    """The prefix of the keys in `originals`, and what stands in its place in other files."""
    originals: dict[str, dict[str, Any]]
    """Parameter -> the entry `original` of a template."""


def tags(keys: Iterable[str]) -> dict[str, Tag]:
    return {key: Tag(key) for key in keys}


def shapes(graph: Graph) -> dict[str, tuple[int, ...]]:
    """Shapes under the published names."""
    return {graph.weight_name(name): tuple(tensor.shape) for name, tensor in graph.module.state_dict().items()}


def layout(graph: Graph, prefixes: tuple[str, ...], converted: dict[str, Tag | None], prefix: str = "") -> Layout:
    """From what the conversion returned; `prefix` is put before keys that were converted without it."""
    known = {}
    for name, shape in shapes(graph).items():
        tag = converted.get(name)
        if isinstance(tag, Tag):
            entry = tag.original(shape)
            known[name] = entry | {"key": prefix + entry["key"]}
    return Layout(prefixes, known)
