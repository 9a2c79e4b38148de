"""Files that are there whole or not at all."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def write_atomically(file: Path, write: Callable[[Path], None]) -> None:
    """`write` fills a temporary file beside it, which is on the disk before it takes the name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        write(temporary)
        _sync(temporary)
        os.replace(temporary, file)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            _sync(file.parent)
    finally:
        temporary.unlink(missing_ok=True)


def replace_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """`write` makes a temporary folder beside it; an earlier one of its name goes when the new one is complete."""
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        write(temporary)
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
