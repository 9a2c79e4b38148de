"""One picture, varied: background, crop, zoom, shift, mirror, brightness and contrast."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageColor

from ..configuration.run_sections import Augmentation
from ..random_streams import below, uniform
from ...errors import ExportError

PLAIN = Augmentation(mirror=0.0)
"""No variation: the middle square on white."""


@dataclass(frozen=True)
class Variant:
    pixels: torch.Tensor
    """float32 [3, size, size] in -1..1."""
    background: str
    """To be named in the caption; empty: the usual one, or the picture is not transparent."""


def augment(picture: np.ndarray, size: int, options: Augmentation, may_mirror: bool, random: torch.Generator) -> Variant:
    background = ""
    if picture.shape[2] == 4:
        picture, background = _on_background(picture, options, random)
    pixels = torch.from_numpy(np.array(_square(picture, size, options, random))).permute(2, 0, 1).float() / 127.5 - 1
    if options.shift:
        pixels = _shifted(pixels, options.shift, random)
    if options.mirror and uniform(random) < options.mirror and may_mirror:
        pixels = pixels.flip(-1)
    if options.brightness or options.contrast:
        gain = 1 + uniform(random, -options.contrast, options.contrast)
        pixels = ((pixels + 1) * (1 + uniform(random, -options.brightness, options.brightness)) - 1) * gain
    return Variant(pixels.clamp(-1, 1).contiguous(), background)


def _on_background(picture: np.ndarray, options: Augmentation, random: torch.Generator) -> tuple[np.ndarray, str]:
    names = options.backgrounds or ("white",)
    first = len(names) == 1 or uniform(random) < options.first_background
    name = names[0] if first else names[1 + below(random, len(names) - 1)]
    color = np.array(_color(name), np.float32)
    if not first and options.background_jitter:
        jitter = torch.randn(3, generator=random).numpy() * options.background_jitter
        color = np.clip(color + jitter, 0, 255)
    alpha = picture[..., 3:].astype(np.float32) / 255
    mixed = picture[..., :3] * alpha + color * (1 - alpha)
    return np.rint(mixed).astype(np.uint8), "" if first else name


def _color(name: str) -> tuple[int, ...]:
    try:
        return ImageColor.getrgb(_PLAIN_COLORS.get(name, name))[:3]
    except ValueError:
        raise ExportError(f"augmentation.backgrounds: {name!r} is no colour") from None


# Colours as they are called in captions; the names of CSS are harsher.
_PLAIN_COLORS = {"black": "#0c0c0c", "red": "#dc2828", "orange": "#f08c1e", "yellow": "#fad732", "green": "#3caa46", "blue": "#3c78dc",
                 "purple": "#8246be", "pink": "#f082b4", "brown": "#785032", "teal": "#3cbec8"}


def _square(picture: np.ndarray, size: int, options: Augmentation, random: torch.Generator) -> Image.Image:
    height, width = picture.shape[:2]
    side = min(height, width) / uniform(random, 1, options.zoom) if options.zoom > 1 else float(min(height, width))
    anywhere = options.random_crop or options.zoom > 1
    across, down = (uniform(random), uniform(random)) if anywhere else (0.5, 0.5)
    left, top = (width - side) * across, (height - side) * down
    image = Image.fromarray(picture)
    return image.resize((size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side))


def _shifted(pixels: torch.Tensor, largest: int, random: torch.Generator) -> torch.Tensor:
    size = pixels.shape[-1]
    down, across = below(random, 2 * largest + 1), below(random, 2 * largest + 1)
    return F.pad(pixels[None], (largest,) * 4, mode="replicate")[0, :, down:down + size, across:across + size]
