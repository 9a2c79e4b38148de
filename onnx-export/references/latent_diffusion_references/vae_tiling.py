"""What AutoencoderKL makes of latents and pictures in tiles (`enable_tiling`), with the autoencoder of the tiny Stable Diffusion."""

from pathlib import Path

import torch
from safetensors.torch import save_file

from .tiny import stable_diffusion

SIZES = ((25, 9), (8, 21), (14, 15), (19, 20))
"""Latent rows and columns. Tiles have 8 and overlap by 2: one row of them, and rows and columns that end in cut-off ones."""


def write(out: Path) -> None:
    """Writes `vae_tiling.safetensors`: for each size `latents`, the `image` (uint8) they decode to, the `mean` that this encodes to."""
    save_file(tensors(), out / "vae_tiling.safetensors")


@torch.no_grad()
def tensors() -> dict[str, torch.Tensor]:
    vae = stable_diffusion.pipeline().vae
    vae.enable_tiling()
    result = {}
    for height, width in SIZES:
        latents = torch.randn((1, 4, height, width), generator=torch.Generator().manual_seed(height))
        image = ((vae.decode(latents).sample[0] / 2 + 0.5).clamp(0, 1) * 255).round()
        mean = vae.encode(image[None] / 255 * 2 - 1).latent_dist.mean[0]
        values = {"latents": latents[0], "image": image.byte().permute(1, 2, 0).contiguous(), "mean": mean}
        result |= {f"{height}x{width}.{name}": value for name, value in values.items()}
    return result
