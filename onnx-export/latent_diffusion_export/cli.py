"""The command line. A command is one module of `commands`, registered in one line of `COMMANDS`."""

import importlib
import sys

import typer

from .errors import ExportError
from .progress import console

# name on the command line -> module whose `run` function is the command
COMMANDS = {
    "export": "commands.export",
    "references": "commands.references",
    "templates": "commands.templates",
}


def build() -> typer.Typer:
    app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False,
                      help="Export diffusers models to ONNX folders for LatentDiffusion for .NET.")
    app.callback()(lambda: None)
    for name, module in COMMANDS.items():
        app.command(name)(importlib.import_module(f".{module}", __package__).run)
    return app


def main(arguments: list[str] | None = None) -> None:
    try:
        build()(arguments)
    except ExportError as error:
        console.print(f"[red]error:[/red] {error}", highlight=False, soft_wrap=True)
        sys.exit(1)
