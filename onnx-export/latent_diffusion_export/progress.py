"""Progress and messages go to standard error, so that standard output stays free for results."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

# Messages have paths and names of others in them, in which brackets are brackets.
console = Console(stderr=True, markup=False)


def progress_bar() -> Progress:
    return Progress(SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                    console=console)
