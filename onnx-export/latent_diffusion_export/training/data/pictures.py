"""Decoded pictures, kept in memory as far as they fit."""

from pathlib import Path
from threading import Lock

import numpy as np
from PIL import Image, ImageOps

from ...errors import ExportError

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp")
"""Of files that are pictures, in lower case."""


class Pictures:
    """`load` gives uint8 [height, width, 3 or 4]: four channels only where something is transparent."""

    def __init__(self, megabytes: int):
        self._left = megabytes * 1_000_000
        self._kept: dict[Path, np.ndarray] = {}
        self._lock = Lock()

    def load(self, file: Path) -> np.ndarray:
        if (picture := self._kept.get(file)) is not None:
            return picture
        picture = _decode(file)
        with self._lock:
            if picture.nbytes <= self._left and file not in self._kept:
                self._kept[file] = picture
                self._left -= picture.nbytes
        return picture


def _decode(file: Path) -> np.ndarray:
    try:
        with Image.open(file) as image:
            image = ImageOps.exif_transpose(image)
            transparent = "A" in image.getbands() or "transparency" in image.info
            pixels = np.asarray(image.convert("RGBA" if transparent else "RGB"))
    except OSError as error:
        raise ExportError(f"{file} cannot be read as a picture: {error}") from error
    return pixels[..., :3] if transparent and (pixels[..., 3] == 255).all() else pixels
