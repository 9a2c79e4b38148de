"""The latents of all pictures in several variants, computed once: mean and deviation of the autoencoder's posterior."""

import hashlib
import itertools
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ...progress import console, progress_bar
from ..data.training_set import fingerprint
from ..loop.files import write_atomically
from ..random_streams import Purpose, below, generator
from .context import Context
from .new_autoencoder import shift_of
from .task import Places

_BATCH = 16
_PART = 64 * _BATCH  # variants in a file while they are computed


class Latents:
    def __init__(self, autoencoder, context: Context):
        self._pictures, self._seed, self._variants = context.pictures, context.seed, context.settings.data.latent_variants
        self._scale, self._shift = autoencoder.config.scaling_factor, shift_of(autoencoder)
        file = Path(context.settings.run.folder, "latents.safetensors")
        if context.processes.is_first and _key_of(file) != (key := _key(autoencoder, context)):  # which reads all pictures
            _compute(autoencoder, context, file, key)
        context.processes.wait()
        self._mean, self._deviation, self._backgrounds = _read(file)

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


def _compute(autoencoder, context: Context, file: Path, key: str) -> None:
    """In parts, each of which is kept until the whole is there: hours of a large data set are not lost where a run is stopped."""
    rows = [(index, number) for index in range(len(context.pictures)) for number in range(context.settings.data.latent_variants)]
    folder, parts = file.with_name("latents"), []
    with progress_bar() as progress:
        shown = progress.add_task("latents", total=len(rows))
        for start in range(0, len(rows), _PART):
            chosen = rows[start:start + _PART]
            done = start + len(chosen)
            part = folder / f"{start}-{done}.safetensors"
            if _key_of(part) != key:
                _write(part, key, *_encoded(autoencoder, context, chosen, lambda count: progress.advance(shown, count)))
            parts.append(part)
            progress.update(shown, completed=done)
            if not console.is_terminal:  # where the bar is seen when all is done
                console.print(f"latents: {done} of {len(rows)}", highlight=False, soft_wrap=True)
    means, deviations, backgrounds = zip(*map(_read, parts))
    _write(file, key, torch.cat(means), torch.cat(deviations), list(itertools.chain(*backgrounds)))
    shutil.rmtree(folder)


@torch.no_grad()
def _encoded(autoencoder, context: Context, rows: list[tuple[int, int]], encoded: Callable[[int], None]):
    """Means, deviations and backgrounds of variants of pictures."""
    means, deviations, backgrounds = [], [], []
    for start in range(0, len(rows), _BATCH):
        variants = context.pictures.variants(rows[start:start + _BATCH])
        with context.autocast():
            posterior = autoencoder.encode(torch.stack([variant.pixels for variant in variants]).to(context.device)).latent_dist
        means.append(posterior.mean.half().cpu())
        deviations.append(posterior.std.half().cpu())
        backgrounds += [variant.background for variant in variants]
        encoded(len(variants))
    return torch.cat(means), torch.cat(deviations), backgrounds


def _write(file: Path, key: str, mean: torch.Tensor, deviation: torch.Tensor, backgrounds: list[str]) -> None:
    tensors, metadata = {"mean": mean.contiguous(), "deviation": deviation.contiguous()}, {"key": key, "backgrounds": json.dumps(backgrounds)}
    write_atomically(file, lambda temporary: save_file(tensors, temporary, metadata))


def _read(file: Path) -> tuple[torch.Tensor, torch.Tensor, list[str]]:
    with safe_open(file, "pt") as tensors:
        return tensors.get_tensor("mean"), tensors.get_tensor("deviation"), json.loads(tensors.metadata()["backgrounds"])


def _key(autoencoder, context: Context) -> str:
    """What the latents depend on."""
    settings, digest = context.settings, hashlib.blake2b(digest_size=16)
    for value in autoencoder.state_dict().values():
        digest.update(value.cpu().numpy().tobytes())
    digest.update(repr((fingerprint(context.pictures.records), settings.augmentation, settings.data.size, settings.data.latent_variants,
                        settings.run.seed, settings.run.precision)).encode())
    return digest.hexdigest()


def _key_of(file: Path) -> str | None:
    """None: there is no such file, or it is damaged; either way the latents are computed."""
    if not file.is_file():
        return None
    try:
        with safe_open(file, "pt") as tensors:
            return (tensors.metadata() or {}).get("key")
    except SafetensorError:
        return None
