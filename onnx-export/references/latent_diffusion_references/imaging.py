"""`imaging/pillow.*`: resizes of Pillow, and what diffusers' VaeImageProcessor makes of images and latents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.image_processor import VaeImageProcessor
from PIL import Image
from safetensors.torch import save_file

FILTERS = ("LANCZOS", "BICUBIC", "BILINEAR", "NEAREST")
SOURCES = {"photo": (37, 23, 3), "wide": (90, 7, 3), "edges": (24, 24, 3), "mask": (31, 19, 1), "dot": (1, 1, 3)}
"""Width, height and channels of the images that are resized."""

SIZES = {
    "photo": [(16, 16), (64, 40), (37, 46), (11, 7), (5, 23), (38, 24), (1, 1)],
    "wide": [(30, 21), (89, 8), (8, 8)],
    "edges": [(8, 8), (12, 12), (48, 48), (25, 23)],
    "mask": [(16, 16), (64, 40), (31, 38), (9, 5)],
    "dot": [(3, 2)],
}


def source(name: str) -> Image.Image:
    """A picture with smooth parts, hard edges and noise, the same every time."""
    width, height, channels = SOURCES[name]
    random = np.random.RandomState(sum(name.encode()))
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    pixels = 127 + 90 * np.sin(x * 0.31 + c) * np.cos(y * 0.23 - c) + random.randint(-40, 40, (height, width, channels))
    if name == "edges":
        pixels = np.where((x // 6 + y // 6) % 2 == 0, 255, 0)
    if name == "mask":
        pixels = np.where((x - width / 2) ** 2 + (y - height / 2) ** 2 < 60, 255, random.randint(0, 160, pixels.shape))
    pixels = pixels.clip(0, 255).astype(np.uint8)
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def resizes(tensors: dict[str, torch.Tensor]) -> list[dict[str, Any]]:
    cases = []
    for name, size, method in ((n, s, f) for n, sizes in SIZES.items() for s in sizes for f in FILTERS):
        result = source(name).resize(size, resample=getattr(Image.Resampling, method))
        identifier = f"resize.{name}.{size[0]}x{size[1]}.{method.lower()}"
        tensors[identifier] = pixels_of(result)
        cases.append(dict(id=identifier, kind="resize", source=name, width=size[0], height=size[1], filter=method.lower()))
    return cases


def preprocessed(tensors: dict[str, torch.Tensor]) -> list[dict[str, Any]]:
    """Images and masks as the image-to-image and inpainting pipelines of Stable Diffusion prepare them."""
    image = VaeImageProcessor(vae_scale_factor=8)
    mask = VaeImageProcessor(vae_scale_factor=8, do_normalize=False, do_binarize=True, do_convert_grayscale=True)
    cases = []
    for kind, processor, names in (("image", image, ("photo", "edges")), ("mask", mask, ("mask", "photo"))):
        for name, (width, height) in ((n, s) for n in names for s in ((None, None), (32, 24), (16, 40))):
            identifier = f"{kind}.{name}.{width or 'own'}x{height or 'own'}"
            tensors[identifier] = processor.preprocess(source(name), height=height, width=width)
            cases.append(dict(id=identifier, kind=kind, source=name, width=width, height=height))
    return cases


def postprocessed(tensors: dict[str, torch.Tensor]) -> list[dict[str, Any]]:
    """Decoded values, some of them out of range and some exactly between two bytes, to pixels."""
    values = torch.linspace(-1.3, 1.3, 3 * 8 * 8).reshape(1, 3, 8, 8).clone()
    values[0, 0, 0] = torch.tensor([(2 * (b + 0.5) / 255) - 1 for b in (0, 1, 2, 3, 126, 127, 253, 254)])
    pixels = VaeImageProcessor(vae_scale_factor=8).postprocess(values, output_type="pil")[0]
    tensors |= {"post.values": values, "post.pixels": pixels_of(pixels)}
    return [dict(id="post", kind="post")]


def pixels_of(image: Image.Image) -> torch.Tensor:
    """[height, width, channels], bytes."""
    array = np.array(image)
    return torch.from_numpy(array if array.ndim == 3 else array[:, :, None])


def write(out: Path) -> None:
    folder = out / "imaging"
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"source.{name}": pixels_of(source(name)) for name in SOURCES}
    cases = [*resizes(tensors), *preprocessed(tensors), *postprocessed(tensors)]
    save_file({name: t.contiguous() for name, t in tensors.items()}, folder / "pillow.safetensors")
    (folder / "pillow.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n", encoding="utf-8")
