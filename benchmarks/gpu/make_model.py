"""Makes a model with random weights unless it is there whole: python make_model.py MODEL_TYPE OUT. Needs torch, diffusers, transformers."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import random_checkpoint  # noqa: E402

if __name__ == "__main__":
    source, out = map(Path, sys.argv[1:])
    if not out.exists():
        part = out.with_name(out.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        random_checkpoint.main(source, part)
        part.rename(out)
