"""`features KIND WEIGHTS OUT`: the networks that evaluation takes features with, as folders that LatentDiffusion.Evaluation reads."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer


class Kind(StrEnum):
    inception = "inception"
    clip = "clip"
    dinov2 = "dinov2"
    lpips = "lpips"


def run(
    kind: Annotated[Kind, typer.Argument(help="The network.")],
    weights: Annotated[Path, typer.Argument(help="Its weights. inception: pt_inception-2015-12-05 (.pth or .safetensors). clip, dinov2: a "
                                                 "folder of transformers. lpips: the whole network's state, or torchvision's AlexNet, "
                                                 "VGG16 or SqueezeNet 1.1 with --linear.")],
    out: Annotated[Path, typer.Argument(help="Folder to write; it must be new or empty.")],
    resize: Annotated[Optional[str], typer.Option(help="How pictures are resized, in place of the usual: tensorflow-bilinear, clean, "
                                                       "pillow-bicubic, torch-bicubic and others; clean makes FID clean-fid's.")] = None,
    linear: Annotated[Optional[Path], typer.Option(help="lpips: the file with the learned weights of the layers.")] = None,
) -> None:
    """Make a feature network for evaluation of weights that you have."""
    from ..features import export

    export.write(str(kind), weights, out, resize=resize, linear=linear)
