"""Which pictures of the default model's data set show one thing that can be counted, and what it is called."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image

from .emoji_names import Emoji
from .recolouring import colour_of
from .scenes import Subject

# Animals, food, places and vehicles, activities, objects.
_GROUPS = (3, 4, 5, 6, 7)
_UNCLEAR = ("with", "of", "and", "in", "on", "button", "sign", "o’clock", "at", "without")
"""Words in names of what is no single thing, or cannot be counted."""


def of(emoji: Emoji) -> dict[str, Any]:
    """What captions.jsonl says beside: `thing`, where it is one."""
    if not _is_thing(emoji):
        return {}
    return {"thing": {"name": _name(emoji), "names": emoji.names, "style": emoji.style,
                      "face": emoji.group == 3 and "face" in " ".join(emoji.names)}}


def subjects(folder: Path, entries: list[dict[str, Any]]) -> list[Subject]:
    """Of the entries of captions.jsonl that are things; their colours are looked for."""
    found = [entry for entry in entries if "thing" in entry]
    with ProcessPoolExecutor() as workers:
        colours = workers.map(_colour, [folder / entry["file"] for entry in found], chunksize=64)
        return [Subject(entry["file"], entry["thing"]["name"], entry["thing"]["style"], colour, entry["thing"]["face"], entry["licence"],
                        entry["source"]) for entry, colour in zip(found, colours, strict=True)]


def _is_thing(emoji: Emoji) -> bool:
    words = _name(emoji).split()
    many = words[-1].endswith("s") and not words[-1].endswith(("ss", "us"))
    clear = not many and not any(word in _UNCLEAR or word.endswith("-thirty") for word in words)
    return emoji.group in _GROUPS and not emoji.tone and len(words) <= 3 and clear


def _name(emoji: Emoji) -> str:
    """The shortest, which is what people say."""
    return min(emoji.names, key=lambda name: (len(name.split()), len(name)))


def _colour(file: Path) -> str:
    with Image.open(file) as picture:
        return colour_of(picture)
