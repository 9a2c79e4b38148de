"""`tests/LatentDiffusion.Evaluation.Tests/References`: draws of numpy's RandomState, resized pictures, metrics of pairs, and small feature
networks with what they give. (`evaluation.json` and `.safetensors` there are of torch-fidelity, prdc and vendi-score.)"""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from . import evaluation_networks
from .evaluation_pairs import ms_ssim, ssim

RESIZES = (((37, 51), 64), ((64, 48), 20), ((9, 120), 30), ((120, 9), 30), ((33, 33), 33), ((1, 2), 5))
DRAWS = ((2020, 10), (0, 1), (4294967295, 1000), (7, 257), (2020, 5000))


def write(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "legacy_random.json").write_text(json.dumps({f"{seed}/{n}": _draws(seed, n) for seed, n in DRAWS}) + "\n")
    generator = torch.Generator().manual_seed(0)
    tensors = {}
    for index, ((height, width), size) in enumerate(RESIZES):
        picture = _picture(height, width, generator)
        tensors[f"resize{index}.input"] = picture
        tensors[f"resize{index}.clean"] = _clean(picture, size)
        for mode in ("bilinear", "bicubic"):
            resized = torch.nn.functional.interpolate(picture.permute(2, 0, 1)[None].float(), (size, size), mode=mode)
            tensors[f"resize{index}.torch-{mode}"] = resized[0].contiguous()
    values = {}
    for index, (height, width) in enumerate(((40, 57), (176, 181))):
        picture = _smooth(height, width, generator)
        other = (picture.float() + torch.randn(picture.shape, generator=generator) * 12).round().clamp(0, 255).byte()
        tensors |= {f"pair{index}.a": picture, f"pair{index}.b": other}
        error = (picture.double() - other.double()).pow(2).mean()
        values[f"pair{index}"] = {"psnr": float(10 * torch.log10(255**2 / error)), "ssim": ssim(picture, other)}
        if min(height, width) >= 176:
            values[f"pair{index}"]["ms-ssim"] = ms_ssim(picture, other)
    tensors |= evaluation_networks.write(out / "networks", _smooth(30, 40, generator))
    save_file(tensors, out / "images.safetensors")
    (out / "pairs.json").write_text(json.dumps(values, indent=1) + "\n")


def _draws(seed: int, n: int) -> dict[str, list[int]]:
    state = np.random.RandomState(seed)
    return {"permutation": state.permutation(n)[:60].tolist(), "choice": state.choice(n, min(n, 50), replace=False).tolist()}


def _picture(height: int, width: int, generator) -> torch.Tensor:
    return torch.randint(0, 256, (height, width, 3), generator=generator, dtype=torch.uint8)


def _smooth(height: int, width: int, generator) -> torch.Tensor:
    """Noise of several sizes, so that pictures have structure."""
    planes = sum(torch.nn.functional.interpolate(torch.randn(1, 3, max(2, height // s), max(2, width // s), generator=generator) * s * 6,
                                                 (height, width), mode="bilinear") for s in (1, 4, 12))
    return (planes[0] + 128).clamp(0, 255).byte().permute(1, 2, 0).contiguous()


def _clean(picture: torch.Tensor, size: int) -> torch.Tensor:
    """https://github.com/GaParmar/clean-fid/blob/main/cleanfid/resize.py, build_resizer("clean")"""
    planes = picture.permute(2, 0, 1).numpy().astype(np.float32)
    channels = [Image.fromarray(plane).resize((size, size), Image.Resampling.BICUBIC) for plane in planes]
    return torch.from_numpy(np.stack([np.asarray(channel).clip(0, 255) for channel in channels]))
