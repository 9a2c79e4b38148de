"""The templates of a model, from its configurations."""

import re
from collections.abc import Iterator
from pathlib import Path

from .. import folders
from ..errors import ExportError
from ..families import Family, find
from ..graphs import safety
from ..progress import console
from ..source import ModelSource
from . import original, template
from .source import ConfigSource


def write_folder(model: Path, out: Path) -> None:
    """The templates of every graph of a diffusers folder, of which only `model_index.json` and the `config.json` files are read."""
    if not model.is_dir():
        raise ExportError(f"{model} is not a folder; templates are made of a diffusers folder, whose weights may be missing")
    index = ModelSource(model)
    family = find(index.index["_class_name"])
    source = ConfigSource.of_folder(model, [name for name in index.components if _builder(family, name) is not None])
    for component in list(source.components):
        for name, content in archives(family, component, source):
            write(out, name, content)


def archives(family: Family, component: str, source: ConfigSource, served: tuple[Family, ...] = (),
             residuals: tuple[bool, ...] = (False, True)) -> Iterator[tuple[str, bytes]]:
    """The templates of one component, with the name of each. U-Nets have one more for use beside ControlNets. `served` are other
    families whose graphs are the same."""
    sources = {"": source}
    if "controlnet" in family.graphs and component == "unet":
        without = ConfigSource({name: part for name, part in source.components.items() if not name.startswith("controlnet")})
        sources = {"_residuals" if beside else "": without.with_component("controlnet") if beside else without for beside in residuals}
    pipelines = {pipeline for each in (family, *served) for pipeline in each.pipelines}
    for suffix, used in sources.items():
        part = source.components[component]
        module = part.module()
        for graph in _builder(family, component)(family.folders_of(component)[0], module, used):
            layout = original.layout(graph, family.pipelines[0])
            yield graph.folder + suffix, template.archive(graph, kind(graph.folder), part.config, pipelines, layout)


def _builder(family: Family, component: str):
    """Of safety checkers there are templates only: a whole model is exported without one."""
    return safety.embeddings if component == safety.COMPONENT else family.builder(component)


def kind(folder: str) -> str:
    """`text_encoder_2` and `controlnet_1` are further ones of a kind."""
    return re.sub(r"_\d+$", "", folder)


def write(out: Path, name: str, content: bytes) -> None:
    """Writes one template as `out/<name>.zip`."""
    folders.write_file(out / f"{name}.zip", content)
    console.print(f"{name}: {len(content) / 1024:.0f} KiB", highlight=False)
