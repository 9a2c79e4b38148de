"""Features of pictures by an exported network, as LatentDiffusion.Evaluation takes them."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from ...errors import ExportError
from ...progress import progress_bar


class Features:
    """`folder` holds network.json and model.onnx, as `features` writes them and LatentDiffusion.Evaluation.ResNet18 has them."""

    def __init__(self, folder: Path):
        import onnxruntime

        if not (folder / "network.json").is_file():
            raise ExportError(f"{folder} holds no network.json")
        self._options = json.loads((folder / "network.json").read_text(encoding="utf-8"))
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
