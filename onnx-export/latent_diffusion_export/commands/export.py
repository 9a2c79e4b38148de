"""`export MODEL OUT`: a diffusers model to an ONNX folder."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer


class Dtype(StrEnum):
    float32 = "float32"
    float16 = "float16"
    bfloat16 = "bfloat16"


def run(
    model: Annotated[str, typer.Argument(help="A diffusers folder, a hub id, or a single-file checkpoint (.safetensors, .ckpt).")],
    out: Annotated[Path, typer.Argument(help="Folder to write; it must be new or empty.")],
    dtype: Annotated[Dtype, typer.Option(help="How weights are stored. Activations are float32 in all cases.")] = Dtype.float32,
    components: Annotated[Optional[str], typer.Option(help="Only these graphs, separated by commas: unet,vae_decoder.")] = None,
    config: Annotated[Optional[str], typer.Option(help="For a single file: diffusers folder with its configurations.")] = None,
    controlnet: Annotated[Optional[list[str]], typer.Option(help="ControlNet folder or hub id to add; may be repeated.")] = None,
    vae: Annotated[Optional[str], typer.Option(help="Autoencoder folder or hub id instead of the model's own.")] = None,
    preview_decoder: Annotated[Optional[str], typer.Option(help="AutoencoderTiny folder or hub id for previews.")] = None,
) -> None:
    """Export a model to ONNX."""
    from ..export import Options, export

    replaced = {f"controlnet_{i}" if i else "controlnet": path for i, path in enumerate(controlnet or ())}
    replaced |= {name: path for name, path in (("vae", vae), ("preview_decoder", preview_decoder)) if path}
    names = [name.strip() for name in components.split(",")] if components else None
    export(model, out, Options(dtype=dtype.value, only=names, config=config, replaced=replaced))
