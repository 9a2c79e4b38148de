"""What a picture shows, told by the pictures of a data set that are nearest to it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from ...errors import ExportError
from ..data.files import read_lines
from .features import Features
from .shapes import foreground

_STYLES = ("3d", "gradient")


class Naming:
    """`data` is a folder that `train data emoji` wrote; its things in the styles that prompts without one ask for are compared with."""

    def __init__(self, data: Path, features: Features):
        self._features = features
        things = [entry for entry in read_lines(data / "captions.jsonl", "`train data emoji` writes it")
                  if entry.get("thing", {}).get("style") in _STYLES]
        if not things:
            raise ExportError(f"{data / 'captions.jsonl'} names no things; `train data emoji` writes such a folder")
        self._names = [frozenset(entry["thing"]["names"]) for entry in things]
        self._known = features((on_white(Image.open(data / entry["file"])) for entry in things), len(things))

    def nearest(self, pictures: Sequence[Image.Image], count: int) -> list[list[frozenset[str]]]:
        """For each picture the names of the `count` nearest things, the nearest first."""
        if not pictures:
            return []
        likeness = self._features(map(_trimmed, pictures), len(pictures)) @ self._known.T
        return [[self._names[i] for i in np.argsort(-row)[:count]] for row in likeness]


def on_white(picture: Image.Image) -> Image.Image:
    picture = picture.convert("RGBA")
    return _trimmed(Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB"))


def _trimmed(picture: Image.Image) -> Image.Image:
    """The smallest square around what is there, with a margin: size and place say nothing about what it is."""
    mask = foreground(picture)
    if not mask.any():
        return picture
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    side = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    margin = round(side * 0.06) + 1
    across, down = (columns[0] + columns[-1]) // 2, (rows[0] + rows[-1]) // 2
    half = side // 2 + margin
    canvas = Image.new("RGB", (2 * half, 2 * half), picture.getpixel((0, 0)))
    canvas.paste(picture, (half - int(across), half - int(down)))
    return canvas
