"""A key of the configuration: a dataclass field that carries its meaning and its limits."""

import dataclasses
from typing import Any

REQUIRED = dataclasses.MISSING


def key(default: Any, meaning: str, *, choices: tuple[str, ...] = (), minimum: float | None = None, maximum: float | None = None,
        below: float | None = None, multiple: int = 1, filled: bool = False):
    """`default` REQUIRED: the file must name the key. `below`: a bound that is not allowed itself; `multiple`: of which the number must be
    one; `filled`: a list must have an entry."""
    return dataclasses.field(default=default, kw_only=True, metadata={
        "meaning": meaning, "choices": choices, "minimum": minimum, "maximum": maximum, "below": below, "multiple": multiple,
        "filled": filled, "required": default is REQUIRED})


def section(kind: type):
    return dataclasses.field(default_factory=kind, kw_only=True)


def required_section(kind: type):
    return dataclasses.field(kw_only=True)
