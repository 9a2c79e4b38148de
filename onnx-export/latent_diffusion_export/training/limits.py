"""Rules that settings have in common."""

from typing import Any

from ..errors import ExportError

DEVICES = ("auto", "cpu", "cuda")


def require_within(settings: Any, limits: dict[str, tuple[int, int]]) -> None:
    """Raises unless each named setting lies within its lowest and highest value."""
    for name, (low, high) in limits.items():
        if not low <= getattr(settings, name) <= high:
            raise ExportError(f"{name} is {getattr(settings, name)}; it must be from {low} to {high}")


def require_multiple(settings: Any, name: str, factor: int) -> None:
    """Raises unless the setting is a multiple, as channels are that normalise in groups."""
    if getattr(settings, name) % factor:
        raise ExportError(f"{name} is {getattr(settings, name)}; it must be a multiple of {factor}")


def require_one_of(settings: Any, name: str, choices: tuple[str, ...]) -> None:
    """Raises unless the setting is one of the choices."""
    if getattr(settings, name) not in choices:
        raise ExportError(f"{name} is {getattr(settings, name)}; it is one of {', '.join(choices)}")
