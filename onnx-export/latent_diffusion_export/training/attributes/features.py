"""Features of pictures by an exported network, as LatentDiffusion.Evaluation takes them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ...errors import ExportError
from ...progress import progress_bar
from ...source import read_json


class Features:
    """`folder` holds network.json and model.onnx, as `features` writes them and LatentDiffusion.Evaluation.ResNet18 has them."""

    def __init__(self, folder: Path):
        import onnxruntime

        if not (folder / "network.json").is_file():
            raise ExportError(f"{folder} holds no network.json")
        self._options = _checked(folder / "network.json")
        self._session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])

    def __call__(self, pictures: Iterable[Image.Image], count: int) -> np.ndarray:
        """[count, features], of length 1 each."""
        with progress_bar() as progress:
            rows = [self._one(picture) for picture in progress.track(pictures, total=count, description="features")]
        found = np.stack(rows)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)

    def _one(self, picture: Image.Image) -> np.ndarray:
        size = self._options["size"]
        pixels = np.array(picture.convert("RGB").resize((size, size), Image.Resampling.BICUBIC)).astype(np.float32)
        pixels = (pixels - np.array(self._options["mean"], np.float32)) / np.array(self._options.get("std", [1, 1, 1]), np.float32)
        pixels = pixels[..., ::-1] if self._options.get("bgr") else pixels
        output = self._options.get("features")
        return self._session.run([output] if output else None, {
            self._session.get_inputs()[0].name: np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])})[0].reshape(-1)


def _checked(file: Path) -> dict[str, Any]:
    """What network.json says, where pictures are prepared here as it says: other ways of resizing give other features."""
    options = read_json(file)
    if options.get("resize") != "pillow-bicubic" or options.get("crop"):
        raise ExportError(f"{file} has resize {options.get('resize')!r} and crop {options.get('crop', False)!r}; "
                          "attributes are measured by networks with \"pillow-bicubic\" and without crop only")
    if not isinstance(options.get("size"), int) or options["size"] < 1:
        raise ExportError(f"{file} has size {options.get('size')!r}; it is the side of the pictures, a whole number")
    for name, default in (("mean", None), ("std", [1, 1, 1])):
        value = options.get(name, default)
        if not isinstance(value, list) or len(value) != 3 or not all(isinstance(part, (int, float)) for part in value):
            raise ExportError(f"{file} has {name} {value!r}; it is a list of three numbers")
    return options
