"""The colour of things that have one, and the same thing in another colour."""

import numpy as np
from PIL import Image

COLOURS = {"red": (0.0, 1.0, 1.0), "orange": (0.075, 1.0, 1.05), "yellow": (0.14, 1.0, 1.15), "green": (0.34, 0.9, 0.9),
           "blue": (0.6, 1.0, 1.0), "purple": (0.76, 0.85, 0.9), "pink": (0.93, 0.6, 1.15)}
"""Hue as a fraction of the circle, and what saturation and value are multiplied by."""
_SATURATED, _BRIGHT = 90, 45
"""Of 255: below it a pixel has no colour that people would name."""


def colour_of(picture: Image.Image) -> str:
    """Of COLOURS; empty where less than two thirds of what is opaque has one hue."""
    hue, coloured, opaque = _hues(picture)
    if not opaque.any() or coloured.sum() < 0.66 * opaque.sum():
        return ""
    mean = np.exp(2j * np.pi * hue[coloured]).mean()
    if abs(mean) < 0.9:
        return ""
    place = np.angle(mean) / (2 * np.pi) % 1
    return min(COLOURS, key=lambda name: abs((COLOURS[name][0] - place + 0.5) % 1 - 0.5))


def recoloured(picture: Image.Image, colour: str) -> Image.Image:
    """Pixels that have a colour get this one, whatever theirs was; light and shade stay."""
    hue, saturation, value = COLOURS[colour]
    _, coloured, _ = _hues(picture)
    bands = np.array(picture.convert("RGB").convert("HSV")).astype(np.float32)
    bands[coloured] = np.stack([np.full(coloured.sum(), hue * 255), np.minimum(bands[coloured, 1] * saturation, 255),
                                np.minimum(bands[coloured, 2] * value, 255)], axis=-1)
    result = Image.fromarray(np.rint(bands).astype(np.uint8), "HSV").convert("RGB")
    result.putalpha(picture.getchannel("A"))
    return result


def _hues(picture: Image.Image) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hues, which pixels have one, and which are opaque."""
    hue, saturation, value = np.moveaxis(np.array(picture.convert("RGB").convert("HSV")), -1, 0)
    opaque = np.array(picture.getchannel("A")) > 127
    return hue / 255.0, opaque & (saturation > _SATURATED) & (value > _BRIGHT), opaque
