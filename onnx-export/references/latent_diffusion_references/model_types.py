"""`safetensors/model_types.json`: what diffusers takes single-file checkpoints for, by keys and shapes that tell them apart."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers.loaders.single_file_utils import CHECKPOINT_KEY_NAMES as KEYS
from diffusers.loaders.single_file_utils import infer_diffusers_model_type

_FIRST = KEYS["inpainting"]


def _channels(count: int) -> dict[str, tuple[int, ...]]:
    return {_FIRST: (1, count, 3, 3)}


_XL = {KEYS["xl_base"]: (1,), KEYS["clip_sdxl"]: (1,)}
_V1 = {KEYS["v1"]: (1,), KEYS["clip"]: (1,), KEYS["v2"]: (1, 768)}
_V2 = {KEYS["v1"]: (1,), KEYS["open_clip"]: (1,), KEYS["v2"]: (1, 1024)}
CHECKPOINTS = {
    "v1": _V1 | _channels(4),
    "v1 inpainting": _V1 | _channels(9),
    "v1 instruct": _V1 | _channels(8),
    "v2": _V2 | _channels(4),
    "v2 inpainting": _V2 | _channels(9),
    "xl": _XL | _channels(4),
    "xl inpainting": _XL | _channels(9),
    "xl with eight channels": _XL | _channels(8),
    "refiner": {KEYS["xl_refiner"]: (1,)} | _channels(4),
    "upscaler": {KEYS["upscale"]: (1,), KEYS["v2"]: (1, 1024)} | _channels(7),
    "upscaler's own keys": {KEYS["upscale"]: (1,)},
    "playground": _XL | {KEYS["playground-v2-5"]: (4,)},
    "controlnet": {KEYS["controlnet"][0]: (1,)},
    "sd3": {KEYS["sd3"][1]: (9216,), "model.diffusion_model.pos_embed": (1, 36864, 1)},
    "flux": {KEYS["flux"][1]: (1,)},
    "nothing that is known": {"w": (1,)},
}


def write(out: Path) -> None:
    folder = out / "safetensors"
    folder.mkdir(parents=True, exist_ok=True)
    cases = []
    for name, shapes in CHECKPOINTS.items():
        tensors = {key: torch.empty(shape) for key, shape in shapes.items()}
        cases.append(dict(name=name, shapes=shapes, type=infer_diffusers_model_type(tensors)))
    (folder / "model_types.json").write_text(json.dumps(cases, indent=1) + "\n", encoding="utf-8")
