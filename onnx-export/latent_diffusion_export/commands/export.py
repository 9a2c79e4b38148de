"""`export MODEL OUT`: a diffusers model to an ONNX folder."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer


class Dtype(StrEnum):
    float32 = "float32"
    float16 = "float16"


def run(
    model: Annotated[str, typer.Argument(help="A diffusers folder, a hub id, or a single-file .safetensors checkpoint.")],
    out: Annotated[Path, typer.Argument(help="Folder to write. It must not exist, or be empty, unless --components is given.")],
    dtype: Annotated[Dtype, typer.Option(help="How weights are stored. Activations are float32 in both cases.")] = Dtype.float32,
    components: Annotated[Optional[str], typer.Option(help="Only these graphs, separated by commas, e.g. unet,vae_decoder.")] = None,
) -> None:
    """Export a model to ONNX."""
    from ..export import export

    export(model, out, float16=dtype is Dtype.float16, components=components.split(",") if components else None)
