"""What `torch.nn.functional.interpolate` makes of latents in every mode, larger and smaller."""

from pathlib import Path

import torch
from safetensors.torch import save_file

MODES = {"Nearest": ("nearest", False), "NearestExact": ("nearest-exact", False), "Bilinear": ("bilinear", False),
         "BilinearAntialiased": ("bilinear", True), "Bicubic": ("bicubic", False), "BicubicAntialiased": ("bicubic", True)}
SIZES = ((22, 14), (16, 9), (29, 8), (5, 3), (11, 7), (1, 1))


def write(out: Path) -> None:
    """Writes `interpolation.safetensors`: the `latents`, and `<mode>.<height>x<width>` for each."""
    latents = torch.randn((3, 11, 7), generator=torch.Generator().manual_seed(1))
    results = {f"{name}.{height}x{width}": enlarge(latents[None], (height, width), mode, antialias)[0].contiguous()
               for name, (mode, antialias) in MODES.items() for height, width in SIZES}
    save_file({"latents": latents} | results, out / "interpolation.safetensors")


def enlarge(latents: torch.Tensor, size: tuple[int, int], mode: str, antialias: bool = False) -> torch.Tensor:
    return torch.nn.functional.interpolate(latents, size, mode=mode, antialias=antialias)
