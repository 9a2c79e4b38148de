"""Errors that the command line prints without a stack trace."""

from huggingface_hub.errors import StrictDataclassError


class ExportError(Exception):
    """The model or the arguments are at fault; the message names the file or the option, what is there and what was expected."""


FOREIGN = (ArithmeticError, AttributeError, LookupError, RuntimeError, StrictDataclassError, TypeError, ValueError)
"""What other libraries raise where a configuration, or a module that was made of it, is none that they can use."""


def first_line(error: BaseException) -> str:
    """What an error of another library says, in one line; its kind where it says nothing."""
    if isinstance(error, StrictDataclassError):  # which names the value; why it is wrong is in the cause
        error = error.__cause__ or error
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
