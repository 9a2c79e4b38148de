"""Plots with Pillow, as the other charts of this package."""

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .comparison import Comparison

_PANELS = (("KID, lower is better", "kid", False), ("precision, higher is better", "precision", False),
           ("recall, higher is better", "recall", False), ("Vendi, higher is better", "vendi", False),
           ("seconds a picture, log, lower is better", "seconds_each", True), ("MB, lower is better", "megabytes", False))
_COLORS = ("#1f5fbf", "#c0392b", "#27823a", "#8e44ad", "#b7791f")
_WIDTH, _HEIGHT, _LABEL, _ROW, _COLUMNS = 420, 190, 110, 26, 2
_SHOWN = 8


def bars(rows: dict[str, dict], file: Path) -> None:
    """A panel for each measure, a bar for each technique."""
    down = -(-len(_PANELS) // _COLUMNS)
    image = Image.new("RGB", (_COLUMNS * _WIDTH, down * _HEIGHT), "white")
    for number, (title, key, logarithmic) in enumerate(_PANELS):
        _panel(ImageDraw.Draw(image), number % _COLUMNS * _WIDTH, number // _COLUMNS * _HEIGHT, title,
               {name: row[key] for name, row in rows.items()}, logarithmic)
    file.parent.mkdir(parents=True, exist_ok=True)
    image.save(file)


def lengths(values: dict[str, float], logarithmic: bool) -> dict[str, float]:
    """Parts of the longest bar. Logarithmic: the shortest has a tenth."""
    if not values:
        return {}
    if not logarithmic:
        longest = max([*values.values(), 1e-12])
        return {name: max(0.0, value) / longest for name, value in values.items()}
    low, high = (math.log10(max(1e-12, edge(values.values()))) for edge in (min, max))
    return {name: 0.1 + 0.9 * (math.log10(max(1e-12, value)) - low) / max(high - low, 1e-12) for name, value in values.items()}


def pictures(comparison: Comparison, file: Path) -> None:
    """The first pictures of each technique's first seed, not chosen; below them real ones."""
    folders = [comparison.folder / "pictures" / f"{name}-0" for name in comparison.techniques] + [comparison.folder / "pictures" / "real"]
    rows = [sorted(folder.glob("*.png"))[:_SHOWN] for folder in folders]
    size = comparison.settings.size
    image = Image.new("RGB", (_LABEL + _SHOWN * size, len(rows) * size), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(13)
    for number, (row, name) in enumerate(zip(rows, [*comparison.techniques, "real"])):
        pen.text((_LABEL - 8, number * size + size // 2), name, fill="black", font=font, anchor="rm")
        for place, picture in enumerate(row):
            with Image.open(picture) as opened:
                image.paste(opened, (_LABEL + place * size, number * size))
    image.save(file)


def _panel(pen: ImageDraw.ImageDraw, left: int, top: int, title: str, values: dict[str, float], logarithmic: bool) -> None:
    font, room = ImageFont.load_default(13), _WIDTH - _LABEL - 80
    pen.text((left + _LABEL, top + 8), title, fill="black", font=font)
    parts = lengths(values, logarithmic)
    for number, (name, value) in enumerate(values.items()):
        y = top + 34 + number * _ROW
        end = left + _LABEL + round(parts[name] * room)
        pen.text((left + _LABEL - 6, y + 9), name, fill="black", font=font, anchor="rm")
        pen.rectangle((left + _LABEL, y, max(end, left + _LABEL + 1), y + 18), fill=_COLORS[number % len(_COLORS)])
        pen.text((end + 6, y + 9), f"{value:.3g}", fill="black", font=font, anchor="lm")
