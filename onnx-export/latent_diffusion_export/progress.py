"""Progress and messages go to standard error, so that standard output stays free for results."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


def shown(text: str) -> str:
    """Text in which names and messages of others can do nothing to a terminal: what is no character to see is written as its code."""
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)


class _Messages(Console):
    """The console for messages. They have paths and names of others in them, in which brackets are brackets."""

    def print(self, *objects, **options):
        super().print(*(shown(o) if isinstance(o, str) else o for o in objects), **options)


console = _Messages(stderr=True, markup=False)


def progress_bar() -> Progress:
    return Progress(SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                    console=console)
