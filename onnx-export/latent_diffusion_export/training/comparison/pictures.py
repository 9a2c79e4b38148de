"""The pictures of a comparison, decoded once and kept: some to train on, some only to compare with."""

import copy
from collections.abc import Callable

import torch

from ...errors import ExportError
from ..configuration.run_sections import Data
from ..data.augmentation import PLAIN
from ..data.training_set import TrainingSet
from ..random_streams import Purpose, generator
from .settings import Settings

_SPLIT_SEED = 0
_PART = 128


class PictureBank:
    """Transparent pictures are on white. The only variation is mirroring, where it is allowed; all pictures come equally often, whatever
    their weights."""

    def __init__(self, settings: Settings):
        data = Data(folder=str(settings.data), size=settings.size, held_out=settings.held_out, memory=0)
        pictures = TrainingSet(data, PLAIN, _SPLIT_SEED)
        if pictures.measured_on_training_set:
            raise ExportError(f"{settings.data} has {len(pictures.all_records)} pictures; a comparison needs 20 or more, to hold some out")
        self._seed, self._batch_size = settings.seed, settings.batch_size
        self.training = _bytes(pictures, pictures.records)
        self.held_out = _bytes(pictures, pictures.held_out)
        self._may_mirror = torch.tensor([record.mirror for record in pictures.records])
        self._epoch, self._order = -1, None

    def with_seed(self, seed: int) -> "PictureBank":
        """These pictures in the order of another seed."""
        other = copy.copy(self)
        other._seed, other._epoch = seed, -1
        return other

    def __len__(self) -> int:
        return len(self.training)

    def draw(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Which pictures a step sees, and which of them mirrored; one permutation after another."""
        places = range(step * self._batch_size, (step + 1) * self._batch_size)
        indices = torch.tensor([self._at(place) for place in places])
        mirrored = torch.rand(len(indices), generator=generator(self._seed, Purpose.AUGMENTATION, step)) < 0.5
        return indices, mirrored & self._may_mirror[indices]

    def batch(self, step: int) -> torch.Tensor:
        """float32 [batch, 3, size, size] in -1..1."""
        indices, mirrored = self.draw(step)
        pixels = pixels_of(self.training[indices])
        return torch.where(mirrored[:, None, None, None], pixels.flip(-1), pixels)

    def encoded(self, encode: Callable[[torch.Tensor], torch.Tensor], device: torch.device) -> torch.Tensor:
        """[2, n, ..] on the processor: what `encode` makes of every training picture, plain and mirrored."""
        parts = (pixels_of(part).to(device) for part in self.training.split(_PART))
        return torch.cat([encode(torch.cat([part, part.flip(-1)])).unflatten(0, (2, -1)).cpu() for part in parts], dim=1)

    def _at(self, place: int) -> int:
        epoch, index = divmod(place, len(self))
        if epoch != self._epoch:
            self._epoch, self._order = epoch, torch.randperm(len(self), generator=generator(self._seed, Purpose.ORDER, epoch))
        return int(self._order[index])


def pixels_of(pictures: torch.Tensor) -> torch.Tensor:
    """uint8 to float32 in -1..1."""
    return pictures.float() / 127.5 - 1


def bytes_of(pixels: torch.Tensor) -> torch.Tensor:
    """float32 in -1..1 to uint8."""
    return ((pixels.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)


def _bytes(pictures: TrainingSet, records: list) -> torch.Tensor:
    """uint8 [n, 3, size, size]."""
    return torch.cat([bytes_of(pictures.plain(records[i:i + _PART])) for i in range(0, len(records), _PART)])
