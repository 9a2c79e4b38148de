"""What stands on a plain background: where there is something, in how many parts."""

import numpy as np
from PIL import Image

_DIFFERENT = 40
"""Of 255 in any channel, from which on a pixel is no background."""
_SIDE = 64
_SMALLEST = 0.006
"""Of the picture, below which a part is a speck."""


def foreground(picture: Image.Image) -> np.ndarray:
    """[height, width], true where the picture differs from its border's median."""
    pixels = np.array(picture.convert("RGB")).astype(np.int16)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return np.abs(pixels - np.median(border, axis=0)).max(axis=-1) > _DIFFERENT


def parts(picture: Image.Image) -> int:
    """Connected parts of the foreground, without specks; parts of one thing that are apart count each."""
    mask = Image.fromarray((foreground(picture) * 255).astype(np.uint8)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    left = np.array(mask) > 64
    count = 0
    while left.any():
        start = tuple(np.argwhere(left)[0])
        if _take(left, start) >= _SMALLEST * _SIDE * _SIDE:
            count += 1
    return count


def _take(left: np.ndarray, start: tuple[int, int]) -> int:
    """Removes what is connected with `start`, corners too; gives how many pixels that were."""
    waiting, size = [start], 0
    left[start] = False
    while waiting:
        row, column = waiting.pop()
        size += 1
        for other in np.argwhere(left[max(row - 1, 0):row + 2, max(column - 1, 0):column + 2]):
            place = (max(row - 1, 0) + other[0], max(column - 1, 0) + other[1])
            left[place] = False
            waiting.append(place)
    return size


def cut_out(picture: Image.Image) -> Image.Image:
    """The picture with a transparent background."""
    result = picture.convert("RGBA")
    result.putalpha(Image.fromarray((foreground(picture) * 255).astype(np.uint8)))
    return result
