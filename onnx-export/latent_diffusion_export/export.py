"""The export of one model, component by component, into a temporary folder that takes its name only when all of it is right."""

import gc
import shutil
import tempfile
from pathlib import Path

from . import tokenizers
from .errors import ExportError
from .families import find
from .onnx_graph import cleanup, storage, trace, verification
from .onnx_graph.graph import Graph
from .progress import console, progress_bar
from .source import ModelSource


def export(model: str | Path, out: Path, *, float16: bool = False, components: list[str] | None = None) -> None:
    """Writes the folder `out`, which must be new or empty. Nothing is left behind when the export fails."""
    out = Path(out).absolute()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"{out} exists and is not empty; give a new folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as temporary:
        partial = Path(temporary, "model")
        partial.mkdir()
        export_folder(ModelSource(Path(model)), partial, float16, components)
        if out.exists():
            out.rmdir()
        partial.rename(out)


def export_folder(source: ModelSource, out: Path, float16: bool, only: list[str] | None) -> None:
    family = find(source.index["_class_name"])
    present = source.components()
    exported = [name for name in family.graphs if name in present]
    with progress_bar() as progress:
        task = progress.add_task("export", total=len(exported))
        for name in exported:
            progress.update(task, description=f"loading {name}")
            module = source.load(name)
            for graph in family.graphs[name](family.folders.get(name, name), module, source):
                if only and graph.folder not in only:
                    continue
                progress.update(task, description=f"exporting {graph.folder}")
                difference = export_graph(graph, out / graph.folder, float16)
                console.print(f"{graph.folder}: largest difference from PyTorch {difference:.1e}", highlight=False)
            del module
            gc.collect()
            progress.advance(task)
    for name in set(present) - set(exported):
        if (source.folder / name).is_dir():
            shutil.copytree(source.folder / name, out / name)
            tokenizers.complete(out / name)
    shutil.copy(source.folder / "model_index.json", out / "model_index.json")


def export_graph(graph: Graph, folder: Path, float16: bool) -> float:
    """Writes one graph and its configuration and returns its largest difference from PyTorch."""
    if float16:
        storage.round_to_float16(graph.module)
    cases = verification.expected(graph)
    model = trace.trace(graph)
    cleanup.clean(model, graph)
    if float16:
        storage.store_as_float16(model)
    storage.save(model, folder)
    config = graph.module.config
    (folder / "config.json").write_text(config.to_json_string() if hasattr(config, "to_json_string") else graph.module.to_json_string())
    return verification.largest_difference(folder / "model.onnx", cases)
