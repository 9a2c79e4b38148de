"""The command line. A command is one module of `commands`, registered in one line of `COMMANDS`; a group of commands is its `app`."""

import importlib
import sys

import typer

from .errors import ExportError
from .progress import console

# name on the command line -> module whose `run` function is the command, or whose `app` has several
COMMANDS = {
    "export": "commands.export",
    "features": "commands.features",
    "nsfw": "commands.nsfw",
    "references": "commands.references",
    "templates": "commands.templates",
    "train": "commands.train",
}


def build() -> typer.Typer:
    app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False,
                      help="Export diffusers models to ONNX folders for LatentDiffusion for .NET, and train models of your own.")
    app.callback()(lambda: None)
    for name, module in COMMANDS.items():
        command = importlib.import_module(f".{module}", __package__)
        if hasattr(command, "app"):
            app.add_typer(command.app, name=name)
        else:
            app.command(name)(command.run)
    return app


def main(arguments: list[str] | None = None) -> None:
    try:
        build()(arguments)
    except ExportError as error:
        console.print(f"error: {error}", style="red", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
