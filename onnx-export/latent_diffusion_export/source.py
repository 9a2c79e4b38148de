"""A diffusers folder on disk: its index, its configurations, its components, loaded one at a time."""

import importlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any

import torch

from .errors import ExportError


class ModelSource:
    def __init__(self, folder: Path):
        self.folder = folder

    @cached_property
    def index(self) -> dict[str, Any]:
        return _read_json(self.folder / "model_index.json")

    def config(self, component: str) -> dict[str, Any]:
        return _read_json(self.folder / component / "config.json")

    def components(self) -> dict[str, tuple[str, str]]:
        """Component -> (library, class), without those that the pipeline leaves out."""
        return {name: tuple(entry) for name, entry in self.index.items() if isinstance(entry, list) and entry[0] is not None}

    def load(self, component: str) -> torch.nn.Module:
        """Loads one component in float32, whatever it is stored as."""
        library, name = self.components()[component]
        try:
            class_ = getattr(_module(library), name)
        except (ImportError, AttributeError) as error:
            raise ExportError(f"model_index.json: {component} is {library}.{name}, which is not installed") from error
        arguments = {"torch_dtype" if library != "transformers" else "dtype": torch.float32}
        try:
            return class_.from_pretrained(self.folder / component, variant=self._variant(component), **arguments).eval()
        except (OSError, ValueError, RuntimeError) as error:
            raise ExportError(f"{self.folder / component}: {name} cannot be loaded: {error}") from error

    def _variant(self, component: str) -> str | None:
        """"fp16" where a folder holds only `*.fp16.safetensors`."""
        names = [file.name for suffix in ("safetensors", "bin") for file in (self.folder / component).glob(f"*.{suffix}")]
        plain = [name for name in names if ".fp16." not in name]
        return "fp16" if names and not plain else None


def _module(library: str):
    try:
        return importlib.import_module(library)
    except ModuleNotFoundError:
        return importlib.import_module(f"diffusers.pipelines.{library}")


def _read_json(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ExportError(f"{file} is missing; a diffusers folder has one") from None
    except json.JSONDecodeError as error:
        raise ExportError(f"{file} is not JSON: {error}") from None
