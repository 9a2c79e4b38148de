"""`train study`: whether synthetic pictures help a classifier, measured on real ones."""

from pathlib import Path
from typing import Annotated, Optional

import typer

Out = Annotated[Path, typer.Argument(help="Folder of the study; the same command goes on with it.")]
Folder = Annotated[Path, typer.Option(help="Real pictures to train on: a folder with one for each class.")]
Synthetic = Annotated[Path, typer.Option(help="Synthetic pictures, likewise.")]
HeldOut = Annotated[Path, typer.Option(help="Real pictures to measure on, likewise, which the model that drew has not seen either.")]
Scarce = Annotated[Optional[list[str]], typer.Option(
    help="A scarce class; may be repeated. Without it: those with less than half of the median number of real pictures.")]
Seeds = Annotated[int, typer.Option(help="Classifiers of each way to train.")]
Mirror = Annotated[bool, typer.Option(help="Whether a mirrored picture is still one of its class.")]


def add_to(app: typer.Typer) -> None:
    app.command("study")(study)


def study(out: Out, real: Folder, synthetic: Synthetic, held_out: HeldOut, scarce: Scarce = None, seeds: Seeds = 10,
          steps: Annotated[int, typer.Option(help="Optimizer steps of a classifier.")] = 600,
          size: Annotated[int, typer.Option(help="Side to which pictures are reduced.")] = 32,
          width: Annotated[int, typer.Option(help="Channels of the first layer, a multiple of 8.")] = 16,
          batch_size: Annotated[int, typer.Option(help="Pictures of a step.")] = 32,
          learning_rate: Annotated[float, typer.Option(help="The highest; it rises at first and falls to nothing.")] = 3e-3,
          mirror: Mirror = True, threads: Annotated[int, typer.Option(help="Threads of a processor. 0: PyTorch's own choice.")] = 0,
          device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto") -> None:
    """Train small classifiers on real, synthetic and both kinds of pictures, measure them on held-out real ones, and write a table."""
    from ..training.study.settings import Settings
    from ..training.study.study import study

    settings = Settings(real, synthetic, held_out, tuple(scarce or ()), seeds, steps, size, width, batch_size, learning_rate, mirror,
                        threads, device)
    if not study(settings, out):
        raise typer.Exit(130)
