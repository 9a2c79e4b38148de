"""How many pictures show what their prompts ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ...errors import ExportError
from ..data.files import read_lines
from ..data.pictures import pictures_in
from ..data.recolouring import colour_of
from ..result.markdown import markdown
from .features import Features
from .naming import Naming
from .shapes import cut_out, parts

_NEAREST = 5


@dataclass(frozen=True)
class Score:
    what: str
    right: float
    """A fraction; for `seeds` a ratio of distances."""
    of: int


def score(prompts: Path, pictures: Path, data: Path, network: Path, seeds: int = 1) -> list[Score]:
    """`prompts` is a folder that `train data prompts` wrote; `pictures` holds `seeds` pictures for each of them, in order of their names.
    Only the first of each is judged by itself."""
    asked = read_lines(prompts / "prompts.jsonl", "`train data prompts` writes it")
    if not pictures.is_dir():
        raise ExportError(f"{pictures} is no folder of pictures")
    files = pictures_in(pictures)
    if seeds < 1 or len(files) % seeds or len(files) > seeds * len(asked) or not files:
        raise ExportError(f"{pictures} holds {len(files)} pictures; {seeds} for each of {len(asked)} prompts, or of the first of them, "
                          "are needed")
    asked = asked[:len(files) // seeds]
    drawn = [_open(file) for file in files[::seeds]]
    features = Features(network)
    scores = [_share("count", [parts(picture) == one["count"] for one, picture in _of(asked, drawn, "count")]),
              _share("colour", [colour_of(cut_out(picture)) == one["colour"] for one, picture in _of(asked, drawn, "colour") if one["colour"]]),
              *_named(asked, drawn, Naming(data, features))]
    if seeds > 1:
        scores.append(_between_seeds(features((_open(file) for file in files), len(files)), seeds))
    return scores


def table(columns: dict[str, list[Score]]) -> str:
    """A row for each score, a column for each folder of pictures. Where folders have different numbers of pictures, each cell says of how
    many it is."""
    rows = []
    for scores in zip(*columns.values(), strict=True):
        alike = len({one.of for one in scores}) == 1
        values = [f"{one.right:.2f}" if one.what.startswith("seeds") else f"{100 * one.right:.1f} %" for one in scores]
        cells = values if alike else [f"{value} of {one.of}" for value, one in zip(values, scores)]
        rows.append([scores[0].what, str(scores[0].of) if alike else "", *cells])
    return markdown(["", "of", *columns], rows)


def by_name(folders: list[Path]) -> dict[str, Path]:
    """The folders under the names of their columns."""
    names = {}
    for folder in folders:
        if names.setdefault(folder.name, folder) is not folder:
            raise ExportError(f"{names[folder.name]} and {folder} would both be the column {folder.name}; give folders of different names")
    return names


def _open(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("RGB")


def _of(asked: list[dict[str, Any]], drawn: list[Image.Image], kind: str) -> list[tuple[dict[str, Any], Image.Image]]:
    return [(one, picture) for one, picture in zip(asked, drawn, strict=True) if one["kind"] == kind]


def _share(what: str, right: list[bool]) -> Score:
    return Score(what, sum(right) / max(len(right), 1), len(right))


def _named(asked: list[dict[str, Any]], drawn: list[Image.Image], naming: Naming) -> list[Score]:
    things = _of(asked, drawn, "thing")
    nearest = naming.nearest([picture for _, picture in things], _NEAREST)
    ranks = [[bool(names & set(one["names"][0])) for names in found] for (one, _), found in zip(things, nearest, strict=True)]
    pairs = _of(asked, drawn, "pair")
    halves = [half for one, picture in pairs for half in _halves(one, picture)]
    found = naming.nearest(halves, _NEAREST)
    both = [all(any(names & set(one["names"][side]) for names in found[2 * number + side]) for side in (0, 1))
            for number, (one, _) in enumerate(pairs)]
    return [_share("thing: nearest", [rank[0] for rank in ranks]), _share(f"thing: among {_NEAREST} nearest", [any(rank) for rank in ranks]),
            _share(f"pair: both, in their places, among {_NEAREST} nearest", both)]


def _halves(one: dict[str, Any], picture: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Where the first and the second thing were asked for."""
    (x0, y0, _), (x1, y1, _) = one["places"]
    width, height = picture.size
    if abs(x1 - x0) > abs(y1 - y0):
        first, second = (0, 0, width // 2, height), (width // 2, 0, width, height)
    else:
        first, second = (0, 0, width, height // 2), (0, height // 2, width, height)
    return picture.crop(first), picture.crop(second)


def _between_seeds(features: np.ndarray, seeds: int) -> Score:
    """Mean distance of two seeds of one prompt beside that of two prompts: 0 where a seed changes nothing."""
    groups = features.reshape(-1, seeds, features.shape[-1])
    own = [1 - group[i] @ group[j] for group in groups for i in range(seeds) for j in range(i)]
    firsts = groups[:, 0]
    others = [1 - firsts[i] @ firsts[j] for i in range(len(firsts)) for j in range(i)]
    return Score("seeds: distance beside that of prompts", float(np.mean(own) / max(np.mean(others), 1e-12)), len(groups))
