"""The end of `train autoencoder`: the diffusers folder with its scaling factor, and a card."""

from pathlib import Path

import torch

from ...progress import console
from ..loop.files import replace_folder
from ..tasks.context import Context
from . import model_card
from .measurement import Reconstruction, on_held_out

_LATENT_SAMPLE = 512
"""Pictures over which the latents' deviation is taken."""


def save_autoencoder(autoencoder, context: Context, folder: Path) -> Reconstruction:
    autoencoder.eval()
    result = reconstruction_of(autoencoder, context)
    if not context.settings.autoencoder.decoder_only:
        autoencoder.register_to_config(scaling_factor=scaling_factor(autoencoder, context))
    card = model_card.autoencoder(context, autoencoder, result)

    def write(temporary: Path) -> None:
        autoencoder.save_pretrained(temporary)
        (temporary / "README.md").write_text(card, encoding="utf-8")

    replace_folder(folder / "autoencoder", write)
    console.print(f"autoencoder: {folder / 'autoencoder'}, {result}", highlight=False, soft_wrap=True)
    return result


def reconstruction_of(autoencoder, context: Context) -> Reconstruction:
    device = next(autoencoder.parameters()).device
    return on_held_out(context)(lambda part: autoencoder.decode(autoencoder.encode(part.to(device)).latent_dist.mean).sample)


@torch.no_grad()
def scaling_factor(autoencoder, context: Context) -> float:
    """1 / standard deviation of the latents (Rombach et al. 2022, appendix G)."""
    device = next(autoencoder.parameters()).device
    records = context.pictures.records[:: max(1, len(context.pictures) // _LATENT_SAMPLE)]
    means = [autoencoder.encode(context.pictures.plain(records[i:i + 16]).to(device)).latent_dist.mean for i in range(0, len(records), 16)]
    return round(1 / float(torch.cat(means).std()), 8)
