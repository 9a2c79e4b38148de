"""Decoded pictures, kept in memory as far as they fit."""

from pathlib import Path
from threading import Lock

import numpy as np
from PIL import Image, ImageOps

from ...errors import ExportError

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp")
"""Of files that are pictures, in lower case."""


def pictures_in(folder: Path, below: bool = False) -> list[Path]:
    """The pictures of a folder, or of those below it too, in order of their names. Hidden ones are none: macOS writes a "._name.jpg" of its
    own beside each file of some disks."""
    files = folder.rglob("*") if below else folder.iterdir()
    return sorted(file for file in files if file.suffix.lower() in ENDINGS and file.is_file()
                  and not any(part.startswith(".") for part in file.relative_to(folder).parts))


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
            if image.mode.startswith("I"):
                image = _eight_bits(image)
            transparent = "A" in image.getbands() or "transparency" in image.info
            pixels = np.asarray(image.convert("RGBA" if transparent else "RGB"))
    except Exception as error:  # by what is wrong in the file Pillow raises OSError, ValueError, SyntaxError and others
        raise ExportError(f"{file} cannot be read as a picture: {error}") from error
    return pixels[..., :3] if transparent and (pixels[..., 3] == 255).all() else pixels


def _eight_bits(image: Image.Image) -> Image.Image:
    """Of grey in 16 bits, which Pillow's own conversion cuts off at 255: white but for the darkest."""
    return Image.fromarray(np.rint(np.clip(np.asarray(image, np.float64) / 257, 0, 255)).astype(np.uint8))
