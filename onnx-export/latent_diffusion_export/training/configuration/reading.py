"""TOML to dataclasses. What is unknown, missing, of another type or outside its limits is an error that names the key."""

import dataclasses
import difflib
import math
import tomllib
import typing
from pathlib import Path
from typing import Any, TypeVar

from ...errors import ExportError

T = TypeVar("T")


def read(kind: type[T], file: Path, overrides: list[str] = ()) -> T:
    """`overrides` are like "optimizer.learning_rate=1e-4": a key, and a value as in TOML."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # some editors begin a file with a byte order mark
    except FileNotFoundError:
        raise ExportError(f"{file} does not exist; `train init` writes a configuration") from None
    except OSError as error:
        raise ExportError(f"{file} cannot be read: {error.strerror or error}; a run's configuration is a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExportError(f"{file} is not TOML: {error}") from None
    for text in overrides:
        override(table, text)
    return build(kind, table, str(file))


def build(kind: type[T], table: dict[str, Any], source: str) -> T:
    sections = {field.name: typing.get_type_hints(kind)[field.name] for field in dataclasses.fields(kind)}
    for name in table:
        if name not in sections:
            raise ExportError(f"{source}: unknown section [{name}]{_nearest(name, sections)}")
    values = {}
    for name, section in sections.items():
        if not isinstance(table.get(name, {}), dict):
            raise ExportError(f"{source}: {name} is a section; write [{name}] and its keys below")
        values[name] = _section(section, name, table.get(name, {}), source, sections)
    return kind(**values)


def _section(kind: type[T], name: str, table: dict[str, Any], source: str, sections: dict[str, type]) -> T:
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for given in table:
        if given not in fields:
            raise ExportError(f"{source}: unknown key {name}.{given}{_nearest_key(name, given, sections)}")
    types = typing.get_type_hints(kind)
    values = {}
    for field in fields.values():
        if field.name in table:
            values[field.name] = _value(table[field.name], types[field.name], field.metadata, f"{source}: {name}.{field.name}")
        elif field.default is dataclasses.MISSING:
            raise ExportError(f"{source}: {name}.{field.name} is missing ({field.metadata['meaning']})")
    section = kind(**values)
    if hasattr(section, "wrong") and (wrong := section.wrong()):
        raise ExportError(f"{source}: {name}.{wrong}")
    return section


def _value(value: Any, kind: Any, limits: typing.Mapping, where: str) -> Any:
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ExportError(f"{where} must be a list, not {value!r}")
        if limits["filled"] and not value:
            raise ExportError(f"{where} is empty; it must have at least one entry")
        return tuple(_value(entry, typing.get_args(kind)[0], limits, where) for entry in value)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ExportError(f"{where} must be {_NAMES[kind]}, not {value!r}")
    if kind is int and not -2**63 <= value < 2**63:
        raise ExportError(f"{where} is {value}; a whole number has 64 bits at most")
    if kind is str and limits["required"] and not value.strip():
        raise ExportError(f"{where} is empty ({limits['meaning']})")
    if limits["choices"] and value not in limits["choices"]:
        raise ExportError(f"{where} is {value!r}; it is one of {', '.join(limits['choices'])}")
    if limits["minimum"] is not None and not value >= limits["minimum"]:
        raise ExportError(f"{where} is {value}; it must be at least {limits['minimum']}")
    if limits["maximum"] is not None and not value <= limits["maximum"]:
        raise ExportError(f"{where} is {value}; it must be at most {limits['maximum']}")
    if limits["below"] is not None and not value < limits["below"]:
        raise ExportError(f"{where} is {value}; it must be below {limits['below']}")
    if kind is float and not math.isfinite(value):
        raise ExportError(f"{where} is {value}; it must be finite")
    if limits["multiple"] > 1 and value % limits["multiple"]:
        raise ExportError(f"{where} is {value}; it must be a multiple of {limits['multiple']}")
    return value


_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}


def override(table: dict[str, Any], text: str) -> None:
    name, equals, value = text.partition("=")
    path = name.strip().split(".")
    if not equals or len(path) != 2:
        raise ExportError(f"--set {text}: write section.key=value")
    try:
        parsed = tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value.strip()  # a text whose quotes the shell took
    section = table.setdefault(path[0], {})
    if isinstance(section, dict):  # else it is no section, which `build` says with the name of the file
        section[path[1]] = parsed


def _nearest_key(section: str, given: str, sections: dict[str, type]) -> str:
    known = {f"{name}.{field.name}": field.name for name, kind in sections.items() for field in dataclasses.fields(kind)}
    here = [key for key in known if key.startswith(section + ".")]
    elsewhere = [path for path, name in known.items() if name == given]
    if elsewhere:
        return f"; did you mean {elsewhere[0]}?"
    return _nearest(f"{section}.{given}", here) or f"; [{section}] has {', '.join(known[path] for path in here)}"


def _nearest(name: str, known) -> str:
    match = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {match[0]}?" if match else ""
