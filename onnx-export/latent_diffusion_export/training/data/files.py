"""Writing a data set: pictures, and captions.jsonl that says what they are."""

import json
from pathlib import Path
from typing import Any

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
