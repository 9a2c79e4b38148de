"""Errors that the command line prints without a stack trace."""


class ExportError(Exception):
    """The model or the arguments are at fault; the message names the file or the option, what is there and what was expected."""
