"""What the user names a model by - a folder, a hub id, a single file - as a diffusers folder on disk."""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import torch

from .errors import ExportError
from .progress import console
from .source import ModelSource, class_of

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


@contextlib.contextmanager
def opened(model: str, config: str | None = None) -> Iterator[Path]:
    """The diffusers folder of a model. `config` is the folder with the configurations of a single file. What is made of a single file
    is gone at the end."""
    path = Path(model)
    if path.is_dir():
        yield path
    elif path.is_file():
        if path.suffix not in (".safetensors", ".ckpt"):
            raise ExportError(f"{model} is neither a folder nor a .safetensors or .ckpt checkpoint")
        with tempfile.TemporaryDirectory() as folder:
            _save_single_file(path, config, Path(folder))
            yield Path(folder)
    elif _HUB_ID.fullmatch(model):
        yield _downloaded(model)
    else:
        raise ExportError(f"{model} does not exist, and is not of the form owner/name of a hub id")


def component(model: str) -> Path:
    """The folder of one model, for a component that replaces another."""
    if Path(model).is_dir():
        return Path(model)
    if _HUB_ID.fullmatch(model):
        from huggingface_hub import snapshot_download

        return Path(_online(model, lambda: snapshot_download(model, allow_patterns=["*.json", "*.safetensors"])))
    raise ExportError(f"{model} does not exist, and is not of the form owner/name of a hub id")


def _downloaded(model: str) -> Path:
    from diffusers import DiffusionPipeline

    return Path(_online(model, lambda: DiffusionPipeline.download(model)))


def _online(model: str, download):
    console.print(f"looking for {model} on the hub", highlight=False)
    try:
        return download()
    except (OSError, ValueError) as error:
        raise ExportError(f"{model} is no folder here and could not be downloaded: {error}") from error


def _save_single_file(file: Path, config: str | None, folder: Path) -> None:
    """diffusers splits the checkpoint into components, whose configurations are those of `config` or of the published model that
    the keys of the checkpoint tell of."""
    import diffusers
    from diffusers.loaders.single_file_utils import fetch_diffusers_config, load_single_file_checkpoint

    try:
        if config is None:
            config = fetch_diffusers_config(load_single_file_checkpoint(str(file)))["pretrained_model_name_or_path"]
            name = diffusers.DiffusionPipeline.load_config(config).get("_class_name")
        else:
            name = ModelSource(Path(config)).index["_class_name"]
        class_ = class_of("diffusers", str(name), f"{config}: the pipeline", load="from_single_file")
        left_out = {"safety_checker": None, "feature_extractor": None} if "safety_checker" in class_._optional_components else {}
        pipeline = class_.from_single_file(str(file), config=config, torch_dtype=torch.float32, **left_out)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:  # by what is wrong in the file
        raise ExportError(f"{file} cannot be read as a single-file checkpoint: {error}. Offline, give the configurations of its "
                          "architecture with --config FOLDER (a diffusers folder; its weights are not read)") from error
    pipeline.save_pretrained(folder)
