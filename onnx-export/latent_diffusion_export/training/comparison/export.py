"""A trained technique as a folder that LatentDiffusion.Techniques loads: graphs, technique.json, and a scheduler where there is one."""

import json
from pathlib import Path

from ...onnx_graph import cleanup, storage, trace, verification
from ...onnx_graph.graph import Graph
from ..loop.files import replace_folder
from .techniques.technique import Technique

DESCRIPTION = "technique.json"
_CONFIGURED = ("unet", "vae_encoder", "vae_decoder")


def export(technique: Technique, folder: Path, float16: bool = False) -> float:
    """`float16`: how weights are stored. Returns the largest difference of ONNX Runtime from PyTorch; above the tolerance of all exports nothing is written."""
    differences = []

    def write(temporary: Path) -> None:
        technique.modules.cpu().eval()
        for graph in technique.graphs():
            differences.append(_write_graph(graph, temporary / graph.folder, float16))
        if technique.scheduler is not None:
            technique.scheduler.save_config(temporary / "scheduler")
        if technique.name == "latent":
            _write_index(temporary)
        description = {"technique": technique.name, "size": technique.settings.size, **technique.description()}
        (temporary / DESCRIPTION).write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")

    replace_folder(folder, write)
    technique.modules.to(technique.device)
    return max(differences)


def _write_graph(graph: Graph, folder: Path, float16: bool) -> float:
    if float16:
        storage.round_to_float16(graph.module)
    cases = verification.expected(graph)
    model = trace.trace(graph)
    cleanup.clean(model, graph)
    if float16:
        storage.store_as_float16(model)
    storage.save(model, folder)
    if graph.folder in _CONFIGURED:
        text = json.dumps({key: value for key, value in json.loads(graph.module.to_json_string()).items() if key != "_name_or_path"},
                          indent=2, sort_keys=True)
        (folder / "config.json").write_text(text + "\n", encoding="utf-8")
    return verification.largest_difference(folder / "model.onnx", cases)


def _write_index(folder: Path) -> None:
    """As diffusers' pipeline without prompts, so that LatentDiffusionPipeline loads it."""
    index = {"_class_name": "LDMPipeline", "scheduler": ["diffusers", "DDIMScheduler"], "unet": ["diffusers", "UNet2DModel"],
             "vqvae": ["diffusers", "AutoencoderKL"]}
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
