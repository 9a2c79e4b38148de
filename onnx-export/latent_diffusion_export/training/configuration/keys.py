"""A key of the configuration: a dataclass field that carries its meaning and its limits."""

import dataclasses
from typing import Any

REQUIRED = dataclasses.MISSING


def key(default: Any, meaning: str, *, choices: tuple[str, ...] = (), minimum: float | None = None, maximum: float | None = None):
    """`default` REQUIRED: the file must name the key."""
    return dataclasses.field(default=default, kw_only=True, metadata={
        "meaning": meaning, "choices": choices, "minimum": minimum, "maximum": maximum})


def section(kind: type):
    return dataclasses.field(default_factory=kind, kw_only=True)


def required_section(kind: type):
    return dataclasses.field(kw_only=True)
