"""A data set that needs no download: coloured shapes on white, for tests and for a first try."""

import math
import random
from pathlib import Path

from PIL import Image, ImageDraw

from .files import new_folder, write_captions

COLORS = {"red": "#dc2828", "orange": "#f08c1e", "yellow": "#fad732", "green": "#3caa46", "blue": "#3c78dc", "purple": "#8246be"}
_FINE = 4
"""Drawn at four times the size and reduced, so that edges are smooth."""


def write(folder: Path, count: int, size: int, seed: int = 0) -> None:
    draws = random.Random(seed)
    new_folder(folder)
    kinds = [(color, shape) for shape in _SHAPES for color in COLORS]
    entries = []
    for number in range(count):
        color, shape = kinds[number % len(kinds)]
        name = f"{number:05}-{color}-{shape}.png"
        _draw(shape, COLORS[color], size, draws).save(folder / name)
        article = "an" if color[0] in "aeiou" else "a"
        entries.append({"file": name, "captions": [f"{article} {color} {shape}", f"{color} {shape}"], "licence": "CC0-1.0",
                        "source": "shapes drawn by latent-diffusion-export"})
    write_captions(folder, entries)


def _draw(shape: str, color: str, size: int, draws: random.Random) -> Image.Image:
    side = size * _FINE
    image = Image.new("RGB", (side, side), "white")
    radius = side * draws.uniform(0.28, 0.4)
    center = [side / 2 + side * draws.uniform(-0.08, 0.08) for _ in range(2)]
    _SHAPES[shape](ImageDraw.Draw(image), center, radius, color)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _circle(pen, center, radius, color):
    pen.circle(center, radius, fill=color)


def _square(pen, center, radius, color):
    pen.polygon(_corners(center, radius, 4, math.pi / 4), fill=color)


def _triangle(pen, center, radius, color):
    pen.polygon(_corners(center, radius, 3), fill=color)


def _star(pen, center, radius, color):
    outer, inner = _corners(center, radius, 5), _corners(center, radius * 0.45, 5, math.pi / 5)
    pen.polygon([corner for pair in zip(outer, inner) for corner in pair], fill=color)


def _ring(pen, center, radius, color):
    pen.circle(center, radius, fill=color)
    pen.circle(center, radius * 0.5, fill="white")


def _corners(center, radius, count, turn=0.0):
    angles = [turn + 2 * math.pi * i / count for i in range(count)]
    return [(center[0] + radius * math.sin(angle), center[1] - radius * math.cos(angle)) for angle in angles]


_SHAPES = {"circle": _circle, "square": _square, "triangle": _triangle, "star": _star, "ring": _ring}
