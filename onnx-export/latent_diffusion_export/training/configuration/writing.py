"""Dataclasses to commented TOML: the file that `train init` gives, and the exact configuration in a model card."""

import dataclasses
import json
import textwrap
from typing import Any


def to_toml(configuration: Any, comments: bool = True) -> str:
    """Every key of every section; with `comments`, what it means."""
    lines = []
    for field in dataclasses.fields(configuration):
        section = getattr(configuration, field.name)
        if lines:
            lines.append("")
        if comments:
            lines += _comment(type(section).__doc__)
        lines.append(f"[{field.name}]")
        for key in dataclasses.fields(section):
            if comments:
                lines += _comment(_meaning(key))
            lines.append(f"{key.name} = {_value(getattr(section, key.name))}")
    return "\n".join(lines) + "\n"


def _meaning(field: dataclasses.Field) -> str:
    choices = field.metadata["choices"]
    return field.metadata["meaning"] + (f" One of {', '.join(choices)}." if choices else "")


def _comment(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 110, initial_indent="# ", subsequent_indent="# ")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML's texts, but for that character, are JSON's
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)
