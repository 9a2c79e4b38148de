"""The export of one model, component by component, into a temporary folder that takes its name only when all of it is right."""

import gc
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from . import folders, opening, tokenizers
from .errors import FOREIGN, ExportError
from .families import Family, find
from .onnx_graph import cleanup, storage, trace, verification
from .onnx_graph.graph import Graph
from .progress import console, progress_bar
from .source import ModelSource, holds_weights


@dataclass(frozen=True)
class Options:
    """What the command `export` can be told beside the model and the folder to write."""

    dtype: str = "float32"
    """How weights are stored: float32, float16 or bfloat16."""
    only: list[str] | None = None
    """Names of graphs; None: all."""
    config: str | None = None
    """Folder with the configurations of a single-file checkpoint."""
    replaced: dict[str, str] = field(default_factory=dict)
    """Component -> folder or hub id that replaces it or is added."""


def export(model: str | Path, out: str | Path, options: Options = Options()) -> None:
    """Writes the folder `out`, which must be new or empty. Nothing is left behind when the export fails."""
    out = Path(out).absolute()
    folders.require_new(out)
    replaced = {name: opening.component(path) for name, path in options.replaced.items()}
    with opening.opened(str(model), options.config) as folder, folders.written_whole(out) as partial:
        _export_folder(ModelSource(folder, replaced), partial, options)


def _export_folder(source: ModelSource, out: Path, options: Options) -> None:
    family = find(source.index["_class_name"])
    graphs = {name: family.folders_of(name) for name in source.components if family.builder(name) is not None}
    available = [folder for of_component in graphs.values() for folder in of_component]
    if unknown := sorted(set(options.only or ()) - set(available)):
        raise ExportError(f"the model has no graph {', '.join(unknown)}; it has {', '.join(available)}")
    with progress_bar() as progress:
        task = progress.add_task("export", total=len(available if options.only is None else options.only))
        for name, of_component in graphs.items():
            if options.only is None or set(of_component) & set(options.only):
                progress.update(task, description=f"exporting {name}")
                progress.advance(task, _export_component(name, family, source, out, options))
    _copy_the_rest(source, out, exported=set(graphs))


def _export_component(name: str, family: Family, source: ModelSource, out: Path, options: Options) -> int:
    module = source.load(name)
    cases = {}
    for graph in family.builder(name)(family.folders_of(name)[0], module, source):
        if options.only is None or graph.folder in options.only:
            cases[graph.folder] = write_graph(graph, out / graph.folder, options.dtype)
    del module, graph
    gc.collect()  # the weights in PyTorch's memory, before ONNX Runtime takes as much
    for folder, expected in cases.items():
        difference = verification.largest_difference(out / folder / "model.onnx", expected)
        console.print(f"{folder}: largest difference from PyTorch {difference:.1e}", highlight=False)
    return len(cases)


def write_graph(graph: Graph, folder: Path, dtype: str = "float32") -> list[verification.Expected]:
    """Writes one graph, and its module's configuration where it has one, and returns what PyTorch computes with it."""
    if dtype in storage.HALVES:
        storage.round_to(dtype, graph.module)
    try:
        cases = verification.expected(graph)
    except FOREIGN as error:  # where PyTorch itself cannot compute it
        raise trace.failure(graph, error) from error
    model = trace.trace(graph)
    cleanup.clean(model, graph)
    if dtype in storage.HALVES:
        storage.store_as(dtype, model)
    storage.save(model, folder)
    if hasattr(graph.module, "config"):
        _write_config(graph.module, folder / "config.json")
    return cases


def write_checked(graph: Graph, folder: Path, dtype: str = "float32") -> float:
    """Writes one graph and returns ONNX Runtime's largest difference from PyTorch; above what is allowed it fails."""
    cases = write_graph(graph, folder, dtype)
    return verification.largest_difference(folder / "model.onnx", cases)


def _write_config(module, file: Path) -> None:
    config = json.loads(module.config.to_json_string() if hasattr(module.config, "to_json_string") else module.to_json_string())
    config.pop("_name_or_path", None)  # where it was loaded from, here
    file.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _copy_the_rest(source: ModelSource, out: Path, exported: set[str]) -> None:
    """Schedulers, tokenizers and processors are copied; models that have no graph here are left out, and out of the index."""
    index = dict(source.index)
    for name in sorted(source.components.keys() - exported):
        folder = source.folder_of(name)
        if folder.is_dir() and not holds_weights(folder):
            shutil.copytree(folder, out / name)
            tokenizers.complete(out / name)
        else:
            console.print(f"{name}: left out, the runtime has no use for it", highlight=False)
            index[name] = [None, None]
    (out / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
