"""A line chart with Pillow, so that a curve needs no plotting library."""

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _MARGIN = 900, 500, 80, 50, 20
_COLORS = ("#1f5fbf", "#c0392b", "#27823a", "#8e44ad")

Points = list[tuple[float, float]]


def draw(file: Path, curves: dict[str, Points], x_name: str, log_x: bool = False) -> None:
    """The y axis is logarithmic; points that are not finite or not above 0 are left out."""
    curves = {name: [(x, y) for x, y in points if math.isfinite(y) and y > 0] for name, points in curves.items()}
    points = [point for curve in curves.values() for point in curve]
    if not points:
        return
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(13)
    across = _Axis([x for x, _ in points], log_x, _LEFT, _WIDTH - _MARGIN)
    up = _Axis([y for _, y in points], True, _HEIGHT - _BOTTOM, _MARGIN)
    for value in across.ticks():
        pen.line((across(value), _MARGIN, across(value), _HEIGHT - _BOTTOM), fill="#e4e4e4")
        pen.text((across(value), _HEIGHT - _BOTTOM + 6), f"{value:g}", fill="black", font=font, anchor="ma")
    for value in up.ticks():
        pen.line((_LEFT, up(value), _WIDTH - _MARGIN, up(value)), fill="#e4e4e4")
        pen.text((_LEFT - 6, up(value)), f"{value:.3g}", fill="black", font=font, anchor="rm")
    pen.rectangle((_LEFT, _MARGIN, _WIDTH - _MARGIN, _HEIGHT - _BOTTOM), outline="black")
    pen.text(((_LEFT + _WIDTH) / 2, _HEIGHT - 8), x_name, fill="black", font=font, anchor="ms")
    for number, (name, curve) in enumerate(curves.items()):
        color = _COLORS[number % len(_COLORS)]
        pen.line([(across(x), up(y)) for x, y in curve], fill=color, width=2)
        pen.text((_WIDTH - _MARGIN - 8, _MARGIN + 8 + 16 * number), name, fill=color, font=font, anchor="ra")
    file.parent.mkdir(parents=True, exist_ok=True)
    image.save(file)


class _Axis:
    def __init__(self, values: list[float], logarithmic: bool, start: float, end: float):
        self._map = math.log10 if logarithmic else float
        self._logarithmic = logarithmic
        self._low, self._high = self._map(min(values)), self._map(max(values))
        if self._high - self._low < 1e-9:
            self._low, self._high = self._low - 0.5, self._high + 0.5
        self._start, self._scale = start, (end - start) / (self._high - self._low)

    def __call__(self, value: float) -> float:
        return self._start + (self._map(value) - self._low) * self._scale

    def ticks(self) -> list[float]:
        if self._logarithmic and self._high - self._low > 1.5:
            return [10.0 ** power for power in range(math.ceil(self._low), math.floor(self._high) + 1)]
        inverse = (lambda value: 10.0 ** value) if self._logarithmic else float
        return [inverse(self._low + (self._high - self._low) * part / 5) for part in range(6)]
