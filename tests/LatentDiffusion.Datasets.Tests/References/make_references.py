"""Makes phash.json: perceptual hashes of the pictures beside it, as imagehash.phash (4.3) computes them.

Needs numpy and Pillow. The cosine transform of type II is written out, which is what scipy.fftpack.dct computes.
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image

folder = Path(__file__).parent


def dct(values, axis):
    count = values.shape[axis]
    n = np.arange(count)
    basis = 2 * np.cos(np.pi * np.outer(n, 2 * n + 1) / (2 * count))
    return np.moveaxis(np.tensordot(basis, values, axes=([1], [axis])), 0, axis)


def phash(image):
    pixels = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS)).astype(float)
    low = dct(dct(pixels, 0), 1)[:8, :8]
    bits = (low > np.median(low)).flatten()
    return f"{int(''.join('1' if b else '0' for b in bits), 2):016x}"


def pictures():
    random = np.random.default_rng(5)
    yield "noise", random.integers(0, 256, (30, 40, 3))
    coarse = Image.fromarray(random.integers(0, 256, (6, 6, 3)).astype(np.uint8))
    yield "blobs", np.asarray(coarse.resize((100, 60), Image.Resampling.BICUBIC))
    y, x = np.mgrid[0:64, 0:48]
    yield "waves", np.stack([128 + 100 * np.sin(x / 5 + y / 9), 128 + 90 * np.cos(y / 7), 2.0 * x + y], -1)
    ring = ((x - 24) ** 2 + (y - 30) ** 2 < 300) * 255.0
    yield "disc", np.stack([ring, 255 - ring, 0.5 * ring], -1)


hashes = {}
for name, values in pictures():
    image = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    image.save(folder / f"{name}.png")
    hashes[name] = phash(image)
(folder / "phash.json").write_text(json.dumps(hashes, indent=2) + "\n")
