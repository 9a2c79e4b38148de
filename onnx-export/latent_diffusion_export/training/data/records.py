"""A folder of pictures and what is known of each: captions.jsonl, captions.csv, or a .txt of the same name beside the picture."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ExportError
from .files import json_object, read_text
from .pictures import ENDINGS, pictures_in


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
        raise ExportError(f"{folder} holds no pictures ({', '.join(ENDINGS)})")
    return records


def _from_jsonl(file: Path) -> list[Record]:
    lines = enumerate(read_text(file).split("\n"), 1)
    places = [(line, f"{file}, line {number}") for number, line in lines if line.strip()]
    return [_record(file.parent, json_object(line, where), where) for line, where in places]


def _from_csv(file: Path) -> list[Record]:
    rows = csv.DictReader(io.StringIO(read_text(file), newline=""))
    try:
        return [_record(file.parent, {name: value for name, value in row.items() if value}, f"{file}, line {rows.line_num}")
                for row in rows]
    except csv.Error as error:
        raise ExportError(f"{file}, after line {rows.line_num}: not CSV: {error}") from None


def _record(folder: Path, entry: dict[str, Any], where: str) -> Record:
    if "file" not in entry:
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
    for picture in pictures_in(folder, below=True):
        text = picture.with_suffix(".txt")
        if text.is_file():
            records.append(Record(picture, (read_text(text).strip(),)))
        else:
            without.append(picture)
    if without:
        raise ExportError(f"{len(without)} pictures have no caption, the first is {without[0]}; put a .txt of the same name beside each, "
                          f"or write {folder / 'captions.csv'} with the columns file,caption")
    return records
