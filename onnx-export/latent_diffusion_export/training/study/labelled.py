"""Labelled pictures: a folder with one folder for each class, as ImageFolder and `latentdiffusion dataset merge` have them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import torch

from ...errors import ExportError
from ..data.augmentation import PLAIN, augment
from ..data.pictures import ENDINGS, Pictures, pictures_in


@dataclass(frozen=True)
class Labelled:
    folder: Path
    files: list[Path]
    pixels: torch.Tensor
    """uint8 [n, 3, size, size]: the middle square, transparent pictures on white."""
    labels: torch.Tensor
    """int64 [n], numbers of `classes`."""
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.files)

    def counts(self) -> list[int]:
        """Pictures of each class."""
        return torch.bincount(self.labels, minlength=len(self.classes)).tolist()

    def fingerprint(self) -> str:
        """Changes with pixels and labels."""
        digest = hashlib.blake2b(self.pixels.numpy().tobytes(), digest_size=16)
        digest.update(self.labels.numpy().tobytes())
        return digest.hexdigest()


def class_names(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        raise ExportError(f"{folder} is no folder")
    names = tuple(sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")))
    if not names:
        raise ExportError(f"{folder} has no folders; it needs one of pictures for each class")
    return names


def read(folder: Path, classes: tuple[str, ...], size: int) -> Labelled:
    """Pictures of the classes, in the order of their names. A class may have none; a folder that is no class is an error."""
    if unknown := sorted(set(class_names(folder)) - set(classes)):
        raise ExportError(f"{folder / unknown[0]} is of none of the classes, which are {', '.join(classes)}")
    files, labels = [], []
    for label, name in enumerate(classes):
        found = pictures_in(folder / name, below=True) if (folder / name).is_dir() else []
        files += found
        labels += [label] * len(found)
    if not files:
        raise ExportError(f"{folder} holds no pictures ({', '.join(ENDINGS)})")
    pictures, unused = Pictures(0), torch.Generator()
    plain = [augment(pictures.load(file), size, PLAIN, False, unused).pixels for file in files]
    pixels = torch.stack([((picture + 1) * 127.5).round().to(torch.uint8) for picture in plain])
    return Labelled(folder, files, pixels, torch.tensor(labels), classes)


def require_unseen(held_out: Labelled, seen: Labelled) -> None:
    """No held-out picture may be one that is trained on."""
    known = {picture.numpy().tobytes(): file for picture, file in zip(seen.pixels, seen.files)}
    for picture, file in zip(held_out.pixels, held_out.files):
        if (same := known.get(picture.numpy().tobytes())) is not None:
            raise ExportError(f"{file} is held out, but it is the same picture as {same}, which is trained on")
