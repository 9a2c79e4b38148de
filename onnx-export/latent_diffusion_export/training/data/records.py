"""A folder of pictures and what is known of each: captions.jsonl, captions.csv, or a .txt of the same name beside the picture."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ExportError

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp")


@dataclass(frozen=True)
class Record:
    file: Path
    captions: tuple[str, ...]
    """One of them is drawn each time."""
    weight: float = 1.0
    """How often it is drawn, relative to others."""
    mirror: bool = True
    """Whether a mirrored picture still fits its captions."""
    licence: str = ""
    source: str = ""


def read_records(folder: str | Path) -> list[Record]:
    """In the order of the file, or of names; so that the order of a run depends on the folder's content alone."""
    folder = Path(folder)
    if not folder.is_dir():
        raise ExportError(f"{folder} is no folder of pictures")
    if (folder / "captions.jsonl").is_file():
        records = _from_jsonl(folder / "captions.jsonl")
    elif (folder / "captions.csv").is_file():
        records = _from_csv(folder / "captions.csv")
    else:
        records = _from_text_files(folder)
    if not records:
        raise ExportError(f"{folder} holds no pictures ({', '.join(_PICTURES)})")
    return records


def _from_jsonl(file: Path) -> list[Record]:
    records = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            where = f"{file}, line {number}"
            try:
                entry = json.loads(line)
            except json.JSONDecodeError as error:
                raise ExportError(f"{where} is not JSON: {error}") from None
            records.append(_record(file.parent, entry, where))
    return records


def _from_csv(file: Path) -> list[Record]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        return [_record(file.parent, {name: value for name, value in row.items() if value}, f"{file}, line {rows.line_num}")
                for row in rows]


def _record(folder: Path, entry: Any, where: str) -> Record:
    if not isinstance(entry, dict) or "file" not in entry:
        raise ExportError(f"{where}: \"file\" is missing; the columns are file, caption, and if wanted weight, mirror, licence, source")
    captions = entry.get("captions") or [entry.get("caption", "")]
    if not isinstance(captions, list) or not all(isinstance(caption, str) for caption in captions):
        raise ExportError(f"{where}: captions must be a list of texts")
    picture = folder / str(entry["file"])
    if not picture.is_file():
        raise ExportError(f"{where}: {picture} does not exist")
    try:
        weight = float(entry.get("weight", 1))
    except (TypeError, ValueError):
        raise ExportError(f"{where}: weight {entry['weight']!r} is no number") from None
    if not 0 < weight < float("inf"):
        raise ExportError(f"{where}: weight {weight} must be above 0")
    mirror = str(entry.get("mirror", True)).lower() not in ("false", "0", "no")
    return Record(picture, tuple(captions), weight, mirror, str(entry.get("licence", "")), str(entry.get("source", "")))


def _from_text_files(folder: Path) -> list[Record]:
    records, without = [], []
    for picture in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _PICTURES):
        text = picture.with_suffix(".txt")
        if text.is_file():
            records.append(Record(picture, (text.read_text(encoding="utf-8").strip(),)))
        else:
            without.append(picture)
    if without:
        raise ExportError(f"{len(without)} pictures have no caption, the first is {without[0]}; put a .txt of the same name beside each, "
                          f"or write {folder / 'captions.csv'} with the columns file,caption")
    return records
