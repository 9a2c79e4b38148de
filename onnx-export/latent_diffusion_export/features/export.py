"""The export of one feature network, into a temporary folder that takes its name only when all of it is right."""

import importlib
import json
import shutil
from pathlib import Path

from .. import folders, tokenizers
from ..errors import ExportError
from ..onnx_graph import cleanup, storage, trace, verification
from ..onnx_graph.graph import Graph
from ..progress import console
from .network import RESIZES

TOKENIZER_FILES = ("vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")


def write(kind: str, weights: Path, out: Path, resize: str | None = None, linear: Path | None = None) -> None:
    """Writes the folder `out`, which must be new or empty. Nothing is left behind when the export fails."""
    out = Path(out).absolute()
    folders.require_new(out)
    if linear and kind != "lpips":
        raise ExportError("--linear goes with lpips only")
    network = importlib.import_module(f".{kind}", __package__).network(Path(weights), linear)
    if resize is not None:
        _change_resize(network.description, resize)
    with folders.written_whole(out) as partial:
        for folder, graph in network.graphs.items():
            write_graph(graph, partial / folder)
        if network.tokenizer:
            _copy_tokenizer(network.tokenizer, partial / "tokenizer")
        (partial / "network.json").write_text(json.dumps(network.description, indent=2) + "\n", encoding="utf-8")


def _change_resize(description: dict, resize: str) -> None:
    if resize not in RESIZES or (resize == "none") != (description["resize"] == "none"):
        raise ExportError(f"--resize {resize}: expected one of {', '.join(RESIZES[1:])}, and nothing for lpips")
    description["name"] += f"-{resize}"
    description["resize"] = resize


def write_graph(graph: Graph, folder: Path) -> None:
    """Writes `model.onnx` and compares it with PyTorch."""
    cases = verification.expected(graph)
    model = trace.trace(graph)
    cleanup.clean(model, graph)
    storage.save(model, folder)
    difference = verification.largest_difference(folder / "model.onnx", cases)
    console.print(f"{graph.folder}: largest difference from PyTorch {difference:.1e}", highlight=False)


def _copy_tokenizer(source: Path, target: Path) -> None:
    target.mkdir()
    for name in TOKENIZER_FILES:
        if (source / name).is_file():
            shutil.copy(source / name, target / name)
    if not any(target.iterdir()):
        raise ExportError(f"{source}: it has no tokenizer; the encoder of prompts needs one")
    tokenizers.complete(target)
