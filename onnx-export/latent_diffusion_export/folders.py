"""Folders that commands write: never into one that holds something, and there whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .errors import ExportError


def require_new(folder: Path) -> None:
    """Raises unless the folder is absent or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} exists and is not empty; give a new folder")


@contextlib.contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """A folder beside `out`, which must be new or empty, to be filled. It takes the name `out` at the end, and goes where that fails."""
    require_new(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as temporary:
        partial = Path(temporary, "whole")
        partial.mkdir()
        yield partial
        if out.exists():
            out.rmdir()
        partial.rename(out)


def write_file(file: Path, content: bytes) -> None:
    """One file of a folder that several runs add to: an earlier one of its name stays until the new one is complete."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        partial.write_bytes(content)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
