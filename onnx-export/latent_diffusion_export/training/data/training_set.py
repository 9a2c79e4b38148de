"""The pictures of a run: which are trained on, in what order, and as what variants."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import torch

from ..configuration.run_sections import Augmentation, Data
from ..random_streams import Purpose, below, generator, uniform
from .augmentation import PLAIN, Variant, augment
from .pictures import Pictures
from .records import Record, read_records


class TrainingSet:
    def __init__(self, data: Data, augmentation: Augmentation, seed: int):
        self._data, self._augmentation, self._seed = data, augmentation, seed
        self._pictures = Pictures(data.memory)
        records = read_records(data.folder)
        held_out = min(data.held_out, len(records) // 10)
        shuffled = torch.randperm(len(records), generator=generator(seed, Purpose.HELD_OUT)).tolist()
        self.records = [records[i] for i in sorted(shuffled[held_out:])]
        self.held_out = [records[i] for i in sorted(shuffled[:held_out])] or self.records[:16]
        self.measured_on_training_set = not held_out
        self.all_records = records

    def __len__(self) -> int:
        return len(self.records)

    def indices(self, first: int, count: int) -> list[int]:
        """Which records the places `first` .. `first + count - 1` of the run's endless sequence hold: one permutation after another,
        or draws where records have weights."""
        if self._cumulative_weights is None:
            return [int(self._permutation(place // len(self))[place % len(self)]) for place in range(first, first + count)]
        draws = [uniform(generator(self._seed, Purpose.ORDER, place)) for place in range(first, first + count)]
        return torch.searchsorted(self._cumulative_weights, torch.tensor(draws, dtype=torch.float64)).clamp(max=len(self) - 1).tolist()

    def variant(self, index: int, number: int) -> Variant:
        """Variant `number` of a record: the same number gives the same picture."""
        record = self.records[index]
        random = generator(self._seed, Purpose.AUGMENTATION, index, number)
        return augment(self._pictures.load(record.file), self._data.size, self._augmentation, record.mirror, random)

    def variants(self, places: list[tuple[int, int]]) -> list[Variant]:
        with ThreadPoolExecutor() as threads:  # Pillow decodes and resizes outside Python's lock
            return list(threads.map(lambda place: self.variant(*place), places))

    def plain(self, records: list[Record]) -> torch.Tensor:
        """[n, 3, size, size] without variation."""
        random = generator(self._seed, Purpose.AUGMENTATION)
        return torch.stack([augment(self._pictures.load(record.file), self._data.size, PLAIN, False, random).pixels for record in records])

    def caption(self, index: int, background: str, place: int, dropout: float) -> str:
        random = generator(self._seed, Purpose.CAPTION, place)
        if uniform(random) < dropout:
            return ""
        captions = self.records[index].captions
        caption = captions[below(random, len(captions))]
        if not background or not caption:
            return caption
        article = "an" if background[0] in "aeiou" else "a"
        return f"{caption} on {article} {background} background" if uniform(random) < 0.5 else f"{caption}, {background} background"

    @cached_property
    def _cumulative_weights(self) -> torch.Tensor | None:
        weights = torch.tensor([record.weight for record in self.records], dtype=torch.float64)
        return None if (weights == weights[0]).all() else (weights / weights.sum()).cumsum(0)

    def _permutation(self, epoch: int) -> torch.Tensor:
        if getattr(self, "_epoch", None) != epoch:
            self._epoch, self._order = epoch, torch.randperm(len(self), generator=generator(self._seed, Purpose.ORDER, epoch))
        return self._order


def read_plain(folder: Path, size: int, count: int) -> torch.Tensor:
    """[n, 3, size, size] without variation: `count` pictures of a folder, spread evenly."""
    records = read_records(folder)
    pictures, random = Pictures(0), torch.Generator()
    return torch.stack([augment(pictures.load(record.file), size, PLAIN, False, random).pixels
                        for record in records[:: max(1, len(records) // count)][:count]])


def fingerprint(records: list[Record]) -> str:
    """Changes with the records, for what was computed from them. Files are hashed, which takes seconds for ten thousands: times of change
    would differ in every copy of a data set, and sizes stay where a picture is edited to as many bytes."""
    digest = hashlib.blake2b(digest_size=16)
    for record in records:
        content = hashlib.blake2b(record.file.read_bytes(), digest_size=16).hexdigest()
        digest.update(f"{record.file.name}|{content}|{record.mirror}\n".encode())
    return digest.hexdigest()
