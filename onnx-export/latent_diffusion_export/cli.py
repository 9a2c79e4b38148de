"""The command line. A command is one module of `commands`, registered in one line of `COMMANDS`; a group of commands is its `app`."""

import contextlib
import importlib
import signal
import sys
import threading

import typer
from safetensors import SafetensorError

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
    """Ends with exit code 1 and one line for what the user can mend, and with 130 for Ctrl-C. A polite kill ends as Ctrl-C does, so that
    what is half-written is removed."""
    try:
        with _kills_raise():
            app(arguments)
    except (ExportError, OSError, SafetensorError) as error:  # the others: no space left, no permission, no such file
        console.print(f"error: {error}", style="red", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@contextlib.contextmanager
def _kills_raise():
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
