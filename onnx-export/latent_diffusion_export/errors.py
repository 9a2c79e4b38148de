"""Errors that the command line prints without a stack trace."""


class ExportError(Exception):
    """The model or the arguments are at fault; the message names the file or the option, what is there and what was expected."""


def first_line(error: BaseException) -> str:
    """What an error of another library says, in one line; its kind where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
