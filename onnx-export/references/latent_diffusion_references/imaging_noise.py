"""Test images that Python and C# can both make."""

from PIL import Image


def noise_bytes(count: int, seed: int) -> bytes:
    """High bytes of a linear congruential generator (Numerical Recipes)."""
    values, state = bytearray(count), seed
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values[i] = state >> 24
    return bytes(values)


def noise_image(mode: str, width: int, height: int, seed: int) -> Image.Image:
    """A picture of noise; the mode is RGB or L."""
    return Image.frombytes(mode, (width, height), noise_bytes(width * height * len(mode), seed))
