"""The latents of all pictures in several variants, computed once: mean and deviation of the autoencoder's posterior."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from ...progress import console, progress_bar
from ..data.training_set import TrainingSet, fingerprint
from ..loop.files import write_atomically
from ..random_streams import Purpose, below, generator
from .context import Context
from .new_autoencoder import shift_of
from .task import Places

_BATCH = 16


class Latents:
    def __init__(self, autoencoder, context: Context):
        self._pictures, self._seed, self._variants = context.pictures, context.seed, context.settings.data.latent_variants
        self._scale, self._shift = autoencoder.config.scaling_factor, shift_of(autoencoder)
        file, key = Path(context.settings.run.folder, "latents.safetensors"), _key(autoencoder, context)
        if context.processes.is_first and _key_of(file) != key:
            _compute(autoencoder, context, file, key)
        context.processes.wait()
        with safe_open(file, "pt") as tensors:
            self._mean, self._deviation = tensors.get_tensor("mean"), tensors.get_tensor("deviation")
            self._backgrounds = json.loads(tensors.metadata()["backgrounds"])

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self._mean.shape[1:])

    def draw(self, places: Places, caption_dropout: float) -> tuple[torch.Tensor, list[str]]:
        """Scaled latents and their captions."""
        indices = self._pictures.indices(places.first, places.count)
        latents, captions = [], []
        for index, place in zip(indices, places):
            random = generator(self._seed, Purpose.LATENT, place)
            row = index * self._variants + below(random, self._variants)
            noise = torch.randn(self.shape, generator=random)
            latents.append((self._mean[row].float() + self._deviation[row].float() * noise - self._shift) * self._scale)
            captions.append(self._pictures.caption(index, self._backgrounds[row], place, caption_dropout))
        return torch.stack(latents), captions


@torch.no_grad()
def _compute(autoencoder, context: Context, file: Path, key: str) -> None:
    pictures: TrainingSet = context.pictures
    rows = [(index, number) for index in range(len(pictures)) for number in range(context.settings.data.latent_variants)]
    means, deviations, backgrounds = [], [], []
    with progress_bar() as progress:
        for start in progress.track(range(0, len(rows), _BATCH), description="latents"):
            variants = pictures.variants(rows[start:start + _BATCH])
            with context.autocast():
                posterior = autoencoder.encode(torch.stack([variant.pixels for variant in variants]).to(context.device)).latent_dist
            means.append(posterior.mean.half().cpu())
            deviations.append(posterior.std.half().cpu())
            backgrounds += [variant.background for variant in variants]
    tensors = {"mean": torch.cat(means).contiguous(), "deviation": torch.cat(deviations).contiguous()}
    write_atomically(file, lambda temporary: save_file(tensors, temporary, {"key": key, "backgrounds": json.dumps(backgrounds)}))
    console.print(f"latents: {len(rows)} of {len(pictures)} pictures", highlight=False, soft_wrap=True)


def _key(autoencoder, context: Context) -> str:
    """What the latents depend on."""
    settings, digest = context.settings, hashlib.blake2b(digest_size=16)
    for value in autoencoder.state_dict().values():
        digest.update(value.cpu().numpy().tobytes())
    digest.update(repr((fingerprint(context.pictures.records), settings.augmentation, settings.data.size, settings.data.latent_variants,
                        settings.run.seed, settings.run.precision)).encode())
    return digest.hexdigest()


def _key_of(file: Path) -> str | None:
    if not file.is_file():
        return None
    with safe_open(file, "pt") as tensors:
        return (tensors.metadata() or {}).get("key")
