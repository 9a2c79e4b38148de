"""Many pictures in one."""

import torch
from PIL import Image


def grid(pictures: torch.Tensor, columns: int) -> Image.Image:
    """float32 [n, 3, height, width] in -1..1, row by row."""
    count, _, height, width = pictures.shape
    pixels = ((pictures.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
    image = Image.new("RGB", (columns * width, -(-count // columns) * height), "white")
    for i, picture in enumerate(pixels):
        image.paste(Image.fromarray(picture), (i % columns * width, i // columns * height))
    return image
