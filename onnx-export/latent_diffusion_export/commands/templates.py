"""`templates MODEL_FOLDER OUT`, `templates --all OUT`: graphs without weights, for loading `.safetensors` checkpoints directly."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import ExportError


def run(
    paths: Annotated[list[Path], typer.Argument(metavar="[MODEL] OUT", help="A diffusers folder (only its .json files are read), and "
                                                                           "the folder to write to.")],
    everything: Annotated[bool, typer.Option("--all", help="Write the set that the runtime ships with.")] = False,
) -> None:
    """Write graph templates, which let the runtime load .safetensors checkpoints of an architecture."""
    from ..templates import build, shipped

    if len(paths) != (1 if everything else 2):
        raise ExportError("give MODEL and OUT, or --all and OUT")
    if everything:
        shipped.write(paths[0])
    else:
        build.write_folder(*paths)
