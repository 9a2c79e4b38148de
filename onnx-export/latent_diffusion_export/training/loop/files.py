"""Files that are there whole or not at all."""

import glob
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from safetensors import SafetensorError

from ...errors import ExportError, first_line


def write_atomically(file: Path, write: Callable[[Path], None]) -> None:
    """`write` fills a temporary file beside it, which is on the disk before it takes the name."""
    temporary = _temporary(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write(temporary)
        _sync(temporary)
        os.replace(temporary, file)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            _sync(file.parent)
    except (OSError, RuntimeError, SafetensorError) as error:  # the last two are what PyTorch and safetensors make of a full disk
        raise ExportError(f"{file} cannot be written: {first_line(error)}") from error
    finally:
        temporary.unlink(missing_ok=True)


def replace_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """`write` makes a temporary folder beside it; an earlier one of its name goes when the new one is complete."""
    temporary = _temporary(folder)
    try:
        write(temporary)
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _temporary(path: Path) -> Path:
    """A name beside it. What a process that was killed left under such a name, which may be as large as a checkpoint, is removed."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*"):
        if left.suffix[1:].isdecimal():
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
