"""The command line: `latent-diffusion-references OUT [KIND ...]`."""

import importlib
from pathlib import Path
from typing import Annotated, Optional

import typer

from latent_diffusion_export import cli
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.progress import progress_bar
from . import EXTRA_KINDS, KINDS


def write(
    out: Annotated[Path, typer.Argument(help="Folder to write to: tests/LatentDiffusion.Tests/References.")],
    kinds: Annotated[
        Optional[list[str]], typer.Argument(help=f"Which references: {', '.join(KINDS)} (default: these), {', '.join(EXTRA_KINDS)}.")
    ] = None,
) -> None:
    """Write the reference files that the tests of LatentDiffusion for .NET compare with."""
    unknown = sorted(set(kinds or ()) - set(KINDS + EXTRA_KINDS))
    if unknown:
        raise ExportError(f"unknown reference kind {', '.join(unknown)}; known are {', '.join(KINDS + EXTRA_KINDS)}")
    out.mkdir(parents=True, exist_ok=True)
    with progress_bar() as progress:
        for kind in progress.track(kinds or KINDS, description="references"):
            importlib.import_module(f".{kind}", __package__).write(out)


def build() -> typer.Typer:
    app = typer.Typer(**cli.OPTIONS)
    app.command()(write)
    return app


def main(arguments: list[str] | None = None) -> None:
    cli.run(build(), arguments)
