"""`nsfw PACKAGE OUT`: the classifier of the npm package nsfwjs as the ONNX graph that LatentDiffusion.Safety.Nsfw ships."""

from pathlib import Path
from typing import Annotated

import typer


def run(
    package: Annotated[Path, typer.Argument(help="What 'npm pack nsfwjs' downloads, a .tgz, or the folder that it unpacks to.")],
    out: Annotated[Path, typer.Argument(help="Folder to write model.onnx, classes.json and LICENSE to; it must be new or empty.")],
) -> None:
    """Convert the MobileNetV2 of nsfwjs to ONNX."""
    from ..keras import nsfwjs

    nsfwjs.write(package, out)
