"""What numbers mean: training pictures, as good as a model could draw, and noise, which knows only each pixel's mean and deviation."""

import hashlib
from pathlib import Path

import torch
from PIL import Image

from ..loop.files import replace_folder
from .pictures import PictureBank, bytes_of, pixels_of

NAMES = ("training pictures", "noise")


def write(pictures: PictureBank, count: int, folder: Path) -> None:
    """`real`, the pictures that all are compared with, and the two baselines."""
    save(pictures.held_out, folder / "real")
    generator = torch.Generator().manual_seed(0)
    chosen = torch.randperm(len(pictures), generator=generator)[:count]
    save(pictures.training[chosen], folder / NAMES[0])
    clean = pixels_of(pictures.training)
    noise = torch.randn((count, *clean.shape[1:]), generator=generator)
    save(bytes_of(clean.mean(0) + clean.std(0) * noise), folder / NAMES[1])


def count_in(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*.png"))


def digest(pictures: torch.Tensor) -> str:
    """Changes with the data set, with what is held out, and with the size."""
    return hashlib.blake2b(repr(tuple(pictures.shape)).encode() + pictures.numpy().tobytes(), digest_size=16).hexdigest()


def save(pictures: torch.Tensor, folder: Path) -> None:
    """uint8 [n, 3, size, size] as files, unless the folder holds these. What it holds is told beside it, since it is read as pictures."""
    told, identity = folder.with_name(f"{folder.name}.digest"), digest(pictures)
    if count_in(folder) == len(pictures) and told.is_file() and told.read_text(encoding="utf-8") == identity:
        return
    told.unlink(missing_ok=True)

    def write_all(temporary: Path) -> None:
        temporary.mkdir(parents=True)
        for number, picture in enumerate(pictures):
            Image.fromarray(picture.permute(1, 2, 0).numpy()).save(temporary / f"{number:05}.png")

    replace_folder(folder, write_all)
    told.write_text(identity, encoding="utf-8")
