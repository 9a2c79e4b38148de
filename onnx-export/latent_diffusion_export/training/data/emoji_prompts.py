"""Prompts to measure the default model with, each with the picture that it asks for and what can be checked of it."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from ...errors import ExportError
from ...folders import require_new, written_whole
from ...progress import console
from . import emoji_scenes
from .files import read_lines
from .scenes import Piece, Scene, Scenes
from .things import subjects
from .words import with_article

KINDS = {"thing": 0.4, "count": 0.25, "colour": 0.2, "pair": 0.15}
"""And what part of the prompts is of each."""


def write(data: Path, folder: Path, count: int, size: int, seed: int) -> None:
    """Of the data set in `data`: `prompts.txt`, `prompts.jsonl`, and `pictures/` on white. Captions of the data set are left out, but for
    those of single things, which it has all."""
    folder, file = folder.absolute(), data / "captions.jsonl"
    require_new(folder)
    entries = read_lines(file, f"`train data emoji {data}` writes it")
    trained = {caption for entry in entries for caption in entry["captions"]}
    found = [subject for subject in subjects(data, entries) if subject.style == "3d"]
    if not found:
        raise ExportError(f"{file} names no things in the style 3d; was it written by `train data emoji`?")
    names = {entry["file"]: entry["thing"]["names"] for entry in entries if "thing" in entry}
    scenes, draws = Scenes(found, emoji_scenes.HATS), random.Random(f"prompts {seed}")
    makers = {"thing": lambda: _thing(draws.choice(found)), "count": lambda: scenes.several(draws),
              "colour": lambda: scenes.coloured(draws), "pair": lambda: scenes.pair(draws)}
    with written_whole(folder) as partial:
        (partial / "pictures").mkdir()
        asked = _draw(data, trained, names, makers, count, size, partial)
        lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in asked.values())
        (partial / "prompts.jsonl").write_text(lines, encoding="utf-8")
        (partial / "prompts.txt").write_text("".join(f"{prompt}\n" for prompt in asked), encoding="utf-8")
    console.print(f"{len(asked)} prompts in {folder}", highlight=False, soft_wrap=True)


def _draw(data: Path, trained: set[str], names: dict[str, list[str]], makers: dict[str, Callable[[], Scene]], count: int, size: int,
          folder: Path) -> dict[str, dict[str, Any]]:
    """The prompts and what is known of each; their pictures lie in the folder then."""
    asked: dict[str, dict[str, Any]] = {}
    for kind, share in KINDS.items():
        wanted, tries = len(asked) + round(share * count), 0
        while len(asked) < wanted:
            tries += 1
            if tries > 100 * count:
                raise ExportError(f"{data / 'captions.jsonl'}: {count} prompts are more than its things give")
            scene = makers[kind]()
            if scene.text in asked or (kind != "thing" and scene.text in trained):
                continue
            picture = f"pictures/{len(asked):04}.png"
            drawn = emoji_scenes.draw(data, scene, size)
            Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("RGB").save(folder / picture)
            asked[scene.text] = {"prompt": scene.text, "kind": kind, "picture": picture, "count": len(scene.pieces),
                                 "colour": scene.pieces[0].colour, "names": [names[piece.subject.file] for piece in scene.pieces],
                                 "places": [[piece.x, piece.y, piece.side] for piece in scene.pieces]}
    return asked


def _thing(subject) -> Scene:
    text = with_article(subject.name)
    return Scene((Piece(subject, 0.5, 0.5, 1.0),), (text,), text)
