"""Image files, resized images and tensors, as Pillow and diffusers' image processor see them."""

from pathlib import Path

from . import imaging_files, imaging_resize, imaging_tensors


def write(out: Path) -> None:
    """Writes the folder `imaging`."""
    folder = out / "imaging"
    imaging_files.write(folder)
    imaging_resize.write(folder)
    imaging_tensors.write(folder)
