"""check_training.py RUNS PICTURE: the loss of both stages fell, and what was drawn with them is a picture."""

import json
import sys
from pathlib import Path

from PIL import Image

# The loss of the first 20 steps over that of the last 20 is at least this. Measured: 3.7 and 2.9.
LEAST_FALL = {"autoencoder": 2.5, "denoiser": 2.0}

runs, picture = Path(sys.argv[1]), Path(sys.argv[2])
for stage, least in LEAST_FALL.items():
    losses = [line["loss"] for line in map(json.loads, (runs / stage / "log.jsonl").read_text().splitlines()) if "loss" in line]
    fall = losses[0] / losses[-1]
    print(f"{stage}: loss {losses[0]:.4f} -> {losses[-1]:.4f}, {fall:.2f} times lower (at least {least})")
    assert fall >= least, stage
with Image.open(picture) as image:
    assert image.format == "PNG" and image.size == (32, 32), (image.format, image.size)
    darkest, lightest = image.convert("L").getextrema()
    print(f"{picture}: {image.size}, luminance {darkest}..{lightest}")
    assert lightest - darkest > 30
