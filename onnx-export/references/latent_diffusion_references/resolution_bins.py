"""Sizes and the bins that diffusers' PixArt and Sana pipelines draw them at: `resolution_bins.json`."""

import json
from pathlib import Path
from random import Random

from diffusers.image_processor import PixArtImageProcessor
from diffusers.pipelines.pixart_alpha.pipeline_pixart_alpha import ASPECT_RATIO_256_BIN, ASPECT_RATIO_512_BIN, ASPECT_RATIO_1024_BIN
from diffusers.pipelines.pixart_alpha.pipeline_pixart_sigma import ASPECT_RATIO_2048_BIN
from diffusers.pipelines.sana.pipeline_sana import ASPECT_RATIO_4096_BIN

BINS = {
    256: ASPECT_RATIO_256_BIN, 512: ASPECT_RATIO_512_BIN, 1024: ASPECT_RATIO_1024_BIN, 2048: ASPECT_RATIO_2048_BIN,
    4096: ASPECT_RATIO_4096_BIN,
}


def entries() -> list[dict]:
    """For each table: `size` of its square, and [width, height, width of the bin, height of the bin] of all bins and 60 other sizes."""
    random, result = Random(0), []
    for size, bins in BINS.items():
        sizes = [(int(width), int(height)) for height, width in bins.values()]
        sizes += [(random.randint(1, 4 * size), random.randint(1, 4 * size)) for _ in range(60)]
        closest = ((width, height, PixArtImageProcessor.classify_height_width_bin(height, width, bins)) for width, height in sizes)
        rows = [[width, height, bin_width, bin_height] for width, height, (bin_height, bin_width) in closest]
        result.append({"size": size, "bins": rows})
    return result


def write(out: Path) -> None:
    lines = ",\n".join(json.dumps(entry) for entry in entries())
    (out / "resolution_bins.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
