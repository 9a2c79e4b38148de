"""Hashes of images resized by Pillow."""

import hashlib
import json
from pathlib import Path

from PIL import Image

from .imaging_noise import noise_image

FILTERS = ("NEAREST", "BILINEAR", "BICUBIC", "LANCZOS")
SIZES = (
    ((1, 1), (7, 5)), ((7, 5), (1, 1)), ((2, 3), (3, 2)), ((64, 48), (32, 24)), ((64, 48), (128, 96)), ((64, 48), (33, 17)),
    ((64, 48), (64, 20)), ((64, 48), (20, 48)), ((200, 3), (3, 200)), ((257, 131), (128, 128)), ((131, 257), (64, 192)),
    ((100, 100), (512, 8)), ((97, 61), (97, 61)), ((513, 9), (8, 8)), ((18, 43), (6, 13)), ((31, 6), (29, 2)), ((7, 59), (6, 56)),
)  # fmt: skip


def write(folder: Path) -> None:
    """Writes resize.json."""
    cases = []
    for mode in ("RGB", "L"):
        for name in FILTERS:
            for source, target in SIZES:
                resized = noise_image(mode, *source, seed=len(cases)).resize(target, Image.Resampling[name])
                cases.append({
                    "mode": mode, "filter": name.capitalize(), "source": source, "target": target, "seed": len(cases),
                    "sha256": hashlib.sha256(resized.tobytes()).hexdigest(),
                })  # fmt: skip
    (folder / "resize.json").write_text("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")
