"""Writing a data set: pictures, and captions.jsonl that says what they are."""

import json
from pathlib import Path
from typing import Any

from ...errors import ExportError
from ..loop.files import write_atomically


def new_folder(folder: Path) -> Path:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} exists and is not empty; give a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_captions(folder: Path, entries: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    write_atomically(folder / "captions.jsonl", lambda file: file.write_text(text, encoding="utf-8"))
