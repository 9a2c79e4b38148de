"""A trained technique as a folder that LatentDiffusion.Techniques loads: graphs, technique.json, and a scheduler where there is one."""

import json
from pathlib import Path

from ...export import write_checked
from ..loop.files import replace_folder
from .techniques.technique import Technique

DESCRIPTION = "technique.json"


def export(technique: Technique, folder: Path, dtype: str = "float32") -> float:
    """`dtype`: how weights are stored. Returns the largest difference of ONNX Runtime from PyTorch; above the tolerance of all exports
    nothing is written."""
    differences = []

    def write(temporary: Path) -> None:
        technique.modules.cpu().eval()
        for graph in technique.graphs():
            differences.append(write_checked(graph, temporary / graph.folder, dtype))
        if technique.scheduler is not None:
            technique.scheduler.save_config(temporary / "scheduler")
        if technique.index is not None:
            _write(technique.index, temporary / "model_index.json")
        _write({"technique": technique.name, "size": technique.settings.size, **technique.description()}, temporary / DESCRIPTION)

    try:
        replace_folder(folder, write)
    finally:
        technique.modules.to(technique.device)
    return max(differences)


def _write(values: dict, file: Path) -> None:
    file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
