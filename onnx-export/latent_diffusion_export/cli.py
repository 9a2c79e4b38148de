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
    "templates": "commands.templates",
    "train": "commands.train",
}

OPTIONS = {"add_completion": False, "no_args_is_help": True, "rich_markup_mode": "rich", "pretty_exceptions_enable": False}


def build() -> typer.Typer:
    """The application with all commands."""
    app = typer.Typer(help="Export diffusers models to ONNX folders for LatentDiffusion for .NET, and train models of your own.", **OPTIONS)
    app.callback()(lambda: None)
    for name, module in COMMANDS.items():
        command = importlib.import_module(f".{module}", __package__)
        if hasattr(command, "app"):
            app.add_typer(command.app, name=name)
        else:
            app.command(name)(command.run)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Runs the command that `arguments`, or the command line, name."""
    run(build(), arguments)


def run(app: typer.Typer, arguments: list[str] | None = None) -> None:
    """Ends with exit code 1 and one line for what the user can mend, and with 130 for Ctrl-C."""
    try:
        app(arguments)
    except ExportError as error:
        console.print(f"error: {error}", style="red", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
