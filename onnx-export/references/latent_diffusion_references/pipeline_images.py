"""Pictures and masks that the references of image-to-image and inpainting start from."""

from __future__ import annotations

import numpy as np
from PIL import Image


def disc(size: int) -> Image.Image:
    """A shaded orange disc on a light gradient."""
    y, x = np.mgrid[0:size, 0:size] / size
    shade = 1 - 0.6 * np.hypot(x - 0.4, y - 0.4)
    inside = (np.hypot(x - 0.5, y - 0.55) < 0.33)[:, :, None]
    colour = np.stack([235 * shade, 120 * shade, 40 * shade], axis=2)
    background = np.stack([200 + 40 * y, 220 + 20 * x, 240 - 30 * y], axis=2)
    return Image.fromarray(np.where(inside, colour, background).clip(0, 255).astype(np.uint8))


def half(size: int) -> Image.Image:
    """White, what is painted anew, on the right."""
    return Image.fromarray(np.tile(np.where(np.arange(size) < size * 0.45, 0, 255).astype(np.uint8), (size, 1)))


def soft(size: int) -> Image.Image:
    """A spot that fades out."""
    y, x = np.mgrid[0:size, 0:size] / size
    return Image.fromarray((255 * (1.4 - 3 * np.hypot(x - 0.6, y - 0.4))).clip(0, 255).astype(np.uint8))


IMAGES = {"disc": disc(256), "small": disc(200)}
MASKS = {"half": half(256), "soft": soft(200)}
