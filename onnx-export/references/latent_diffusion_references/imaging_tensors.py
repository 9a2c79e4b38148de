"""Tensors that diffusers' image processor makes of images, and back."""

import base64
import json
from pathlib import Path

import numpy as np
import torch
from diffusers.image_processor import VaeImageProcessor

from .imaging_noise import noise_image


def _decoder_output() -> torch.Tensor:
    """Two images: noise that overshoots, and the values around which a byte changes, with their neighbours."""
    edges = (2 * (np.arange(-1, 257, dtype=np.float64) + 0.5) / 255 - 1).astype(np.float32)
    steps = [edges]
    for _ in range(5):
        steps += [np.nextafter(steps[-1], np.float32(9)), np.nextafter(steps[0], np.float32(-9))]
    special = np.concatenate([*steps, np.array([0, -0.0, 1, -1, np.inf, -np.inf, 1e-30, 3e38], np.float32)])
    noise = torch.randn(2 * 3 * 32 * 32, generator=torch.Generator().manual_seed(7)).numpy() * 0.8
    noise[: special.size] = special
    return torch.from_numpy(noise).reshape(2, 3, 32, 32)


def _text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def write(folder: Path) -> None:
    """Writes tensors.json: arrays in base64, float32 little-endian or bytes."""
    images, masks = VaeImageProcessor(), VaeImageProcessor(do_normalize=False, do_binarize=True, do_convert_grayscale=True)
    all_bytes, mask = noise_image("RGB", 32, 24, seed=1), noise_image("RGB", 40, 28, seed=2)
    decoded = _decoder_output()
    pixels = np.stack([np.array(image) for image in images.postprocess(decoded, output_type="pil")])
    (folder / "tensors.json").write_text(json.dumps({
        "preprocess": _text(images.preprocess(all_bytes).numpy()),
        "luminance": _text(np.array(mask.convert("L"))),
        "mask": _text(masks.preprocess(mask, height=24, width=32).numpy().astype(np.uint8)),
        "decoded": _text(decoded.numpy()),
        "pixels": _text(pixels),
    }, indent=0) + "\n")  # fmt: skip
