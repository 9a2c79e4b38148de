"""Configurations that ship: `<preset>-<kind>.toml`, the keys that a run is about; the others have their defaults."""

import tomllib
from pathlib import Path

from ...errors import ExportError
from ..configuration import build
from ..configuration.reading import override

FOLDER = Path(__file__).parent


def names(kind: str) -> list[str]:
    return sorted(path.name.removesuffix(f"-{kind}.toml") for path in FOLDER.glob(f"*-{kind}.toml"))


def load(type_, kind: str, preset: str, overrides: list[str]):
    file = FOLDER / f"{preset}-{kind}.toml"
    if not file.is_file():
        raise ExportError(f"there is no preset {preset} for {kind}; there is {', '.join(names(kind))}")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    for text in overrides:
        override(table, text)
    return build(type_, table, file.name)
