"""Models of diffusers and transformers, with all of their weights."""

from pathlib import Path

import torch

from .errors import ExportError

# Layers that a class has and never uses, which published files of its weights may lack: nothing comes before DPT's first fusion layer.
_UNUSED = ("neck.fusion_stage.layers.0.residual_layer1.",)


def load_whole(class_: type, folder: str | Path, **arguments) -> torch.nn.Module:
    """`from_pretrained` of a folder on disk. A weight that its files lack is an error: transformers draws such a one at random and
    diffusers leaves it without a value, which nobody sees but who reads the warnings."""
    model, about = class_.from_pretrained(folder, local_files_only=True, output_loading_info=True, **arguments)
    missing = sorted(name for name in about["missing_keys"] if not name.startswith(_UNUSED))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise ExportError(f"{folder}: the weights lack {missing[0]}{more}, which {class_.__name__} of this configuration has")
    return model
