"""`references OUT [KIND ...]`: writes the reference files of the C# tests."""

import importlib
from pathlib import Path
from typing import Annotated, Optional

import typer

from ..errors import ExportError
from ..progress import progress_bar
from ..references import EXTRA_KINDS, KINDS


def run(
    out: Annotated[Path, typer.Argument(help="Folder to write to: tests/LatentDiffusion.Tests/References.")],
    kinds: Annotated[
        Optional[list[str]], typer.Argument(help=f"Which references: {', '.join(KINDS)} (default: these), {', '.join(EXTRA_KINDS)}.")
    ] = None,
) -> None:
    """Write the reference files of the tests."""
    unknown = sorted(set(kinds or ()) - set(KINDS + EXTRA_KINDS))
    if unknown:
        raise ExportError(f"unknown reference kind {', '.join(unknown)}; known are {', '.join(KINDS + EXTRA_KINDS)}")
    with progress_bar() as progress:
        for kind in progress.track(kinds or KINDS, description="references"):
            importlib.import_module(f"..references.{kind}", __package__).write(out)
