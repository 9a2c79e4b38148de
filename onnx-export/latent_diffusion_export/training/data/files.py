"""Writing a data set: pictures, and captions.jsonl that says what they are."""

import json
from pathlib import Path
from typing import Any

from ...errors import ExportError
from ...folders import require_new
from ..loop.files import write_atomically


def new_folder(folder: Path) -> Path:
    """Makes the folder of a data set, which must be new or empty."""
    require_new(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_captions(folder: Path, entries: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    write_atomically(folder / "captions.jsonl", lambda file: file.write_text(text, encoding="utf-8"))


def read_lines(file: Path, written_by: str) -> list[dict[str, Any]]:
    """The objects of a JSONL file; `written_by` tells where one that is missing comes from."""
    entries = []
    for number, line in enumerate(read_text(file, written_by).split("\n"), 1):
        if line.strip():
            entries.append(json_object(line, f"{file}, line {number}"))
    return entries


def read_text(file: Path, written_by: str = "") -> str:
    """A UTF-8 text, with or without a byte order mark."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExportError(f"{file} is not UTF-8 text: {error}") from None
    except OSError as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror or error}"
        raise ExportError(f"{file} {reason}" + (f"; {written_by}" if written_by else "")) from None


def json_object(line: str, where: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise ExportError(f"{where} is not JSON: {error}") from None
    if not isinstance(entry, dict):
        raise ExportError(f"{where} is not an object of names and values")
    return entry
