"""Scenes of the default model's data set, put together from its pictures of things."""

import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image

from ...progress import progress_bar
from .recolouring import recoloured
from .scenes import Scene, Scenes, Subject

_STYLES = {"3d": 0.75, "gradient": 0.15, "flat": 0.05, "cartoon": 0.05}
HATS = ("top hat", "hat", "billed cap", "crown", "woman’s hat", "rescue worker’s helmet")
_SHARE = 0.4
"""Of the pictures that a run draws, how many are scenes."""


def write(folder: Path, size: int, subjects: list[Subject], count: int, weight_of_others: float) -> list[dict[str, Any]]:
    """`count` pictures `scene-N.png` of the pictures that are in the folder; gives what captions.jsonl says of them."""
    by_style = {style: Scenes(members, HATS) for style in _STYLES
                if (members := [subject for subject in subjects if subject.style == style])}
    if not count or not by_style:
        return []
    draws = random.Random("scenes")
    styles = draws.choices(list(by_style), [_STYLES[style] for style in by_style], k=count)
    scenes = [by_style[style].draw(draws) for style in styles]
    files = [f"scene-{number:05}.png" for number in range(count)]
    with ProcessPoolExecutor() as workers, progress_bar() as progress:
        drawn = workers.map(_save, [folder] * count, files, scenes, [size] * count, chunksize=32)
        for _ in progress.track(drawn, total=count, description="scenes"):
            pass
    weight = round(weight_of_others * _SHARE / (1 - _SHARE) / count, 6)
    return [{"file": file, "captions": list(scene.captions), "mirror": scene.mirror, "licence": _all(scene, "licence", " AND "),
             "source": _all(scene, "source", ", "), "weight": weight} for file, scene in zip(files, scenes)]


def draw(folder: Path, scene: Scene, size: int) -> Image.Image:
    """Transparent where nothing stands."""
    canvas = Image.new("RGBA", (size, size))
    for piece in scene.pieces:
        side = round(piece.side * size)
        with Image.open(folder / piece.subject.file) as picture:
            picture = recoloured(picture, piece.colour) if piece.colour else picture.convert("RGBA")
        picture = picture.resize((side, side), Image.Resampling.LANCZOS)
        layer = Image.new("RGBA", (size, size))
        layer.paste(picture, (round(piece.x * size - side / 2), round(piece.y * size - side / 2)))
        canvas = Image.alpha_composite(canvas, layer)
    return canvas


def _save(folder: Path, file: str, scene: Scene, size: int) -> None:
    draw(folder, scene, size).save(folder / file)


def _all(scene: Scene, key: str, between: str) -> str:
    return between.join(sorted({getattr(piece.subject, key) for piece in scene.pieces}))
