"""A diffusers folder on disk: its index, its configurations, its components, loaded one at a time."""

import importlib
import json
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
import transformers

from .errors import FOREIGN, ExportError
from .loading import load_whole


class ModelSource:
    """`replaced` puts another folder in the place of a component, or adds one that the index does not name."""

    def __init__(self, folder: Path, replaced: dict[str, Path] | None = None):
        self.folder = folder
        self._replaced = replaced or {}

    @cached_property
    def index(self) -> dict[str, Any]:
        """`model_index.json`, with the replaced components."""
        index = read_json(self.folder / "model_index.json")
        if not isinstance(index.get("_class_name"), str):
            raise ExportError(f"{self.folder / 'model_index.json'} has no _class_name, which names the diffusers pipeline")
        return index | {name: self._class_of_replaced(name) for name in self._replaced}

    @cached_property
    def components(self) -> dict[str, tuple[str, str]]:
        """Component -> (library, class), without those that the pipeline leaves out. Several ControlNets are `controlnet`,
        `controlnet_1` and so on."""
        entries = {}
        for name, entry in self.index.items():
            if isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry):
                self._require_name(name)
                if entry[1] == "MultiControlNetModel":
                    folders = sorted(folder.name for folder in self.folder.glob(f"{name}*") if folder.is_dir())
                    entries |= {folder: ("diffusers", "ControlNetModel") for folder in folders}
                else:
                    entries[name] = tuple(entry)
        return entries

    def folder_of(self, component: str) -> Path:
        return self._replaced.get(component, self.folder / component)

    def config(self, component: str) -> dict[str, Any]:
        return read_json(self.folder_of(component) / "config.json")

    def load(self, component: str) -> torch.nn.Module:
        """Loads one component in float32, whatever it is stored as."""
        library, name = self.components[component]
        class_ = class_of(library, name, f"{self.folder / 'model_index.json'}: {component}")
        transformers.utils.logging.disable_progress_bar()  # the export shows one of its own
        arguments = {"dtype" if library == "transformers" else "torch_dtype": torch.float32}
        folder = self.folder_of(component)
        if not folder.is_dir():  # else it is looked for on the hub
            raise ExportError(f"{folder} is missing; model_index.json names the {name} there")
        try:
            return load_whole(class_, folder, variant=weights_variant(folder), **arguments).eval()
        except (OSError, *FOREIGN) as error:
            raise ExportError(f"{folder}: {name} cannot be loaded: {error}") from error

    def _class_of_replaced(self, component: str) -> list[str]:
        name = self.config(component).get("_class_name")
        if not isinstance(name, str):
            raise ExportError(f"{self.folder_of(component) / 'config.json'} has no _class_name, which names the class of the model")
        return [_OWN.get(name, "diffusers"), name]

    def _require_name(self, component: str) -> None:
        """Names are folders, of the model and of what is written: they must lead nowhere else."""
        if not re.fullmatch(r"\w+", component):
            raise ExportError(f"{self.folder / 'model_index.json'}: the component is named {component!r}; a name has letters, digits and _")


def class_of(library: str, name: str, where: str, load: str = "from_pretrained") -> type:
    """A class that `model_index.json` names: of diffusers or one of its pipelines, of transformers, or of this package. No other module is
    imported, since a file that was downloaded says which. `where` begins the error; `load` is the method that the class is wanted for."""
    package = __package__.partition(".")[0]
    if library in ("diffusers", "transformers") or re.fullmatch(rf"{package}(\.\w+)+", library):
        module = library
    elif re.fullmatch(r"\w+", library):
        module = f"diffusers.pipelines.{library}"
    else:
        raise ExportError(f"{where} is {library}.{name}; classes are of diffusers, transformers or {package}")
    try:
        class_ = getattr(importlib.import_module(module), name)
        fits = isinstance(class_, type) and hasattr(class_, load)  # of a class whose backend is not installed this is an ImportError
    except (ImportError, AttributeError, RuntimeError) as error:  # RuntimeError: an import that diffusers puts off fails
        raise ExportError(f"{where} is {library}.{name}, which is in none of diffusers, transformers and {package}") from error
    if not fits:
        raise ExportError(f"{where} is {library}.{name}, which is no class with {load}")
    return class_


# Classes of this package, and where they are.
_OWN = {"PixelShuffleAutoencoder": "latent_diffusion_export.training.tasks.pixel_shuffle"}


def holds_weights(folder: Path) -> bool:
    """Whether a component has weights, as models have and tokenizers and schedulers have not."""
    return any(file.suffix in (".safetensors", ".bin", ".msgpack", ".h5") for file in folder.iterdir())


def read_json(file: Path) -> dict[str, Any]:
    """The object in a `.json` file of a diffusers folder."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ExportError(f"{file} is missing; a diffusers folder has one") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ExportError(f"{file} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ExportError(f"{file} holds no object of names and values, as those of a diffusers folder do")
    return content


def weights_variant(folder: Path) -> str | None:
    """"fp16" where a folder holds only `*.fp16.safetensors`, or shards of such."""
    names = [name for name in os.listdir(folder) if name.endswith((".safetensors", ".bin"))] if folder.is_dir() else []
    return "fp16" if names and all(re.search(r"\.fp16[.-]", name) for name in names) else None
