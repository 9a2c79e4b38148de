"""Checkpoints: `checkpoints/step-N.pt`, written atomically, the last few kept."""

import pickle
import zipfile
from pathlib import Path
from typing import Any

import torch

from ...errors import ExportError
from ...progress import console
from .files import write_atomically


class Checkpoints:
    def __init__(self, folder: Path, keep: int):
        self._folder, self._keep = folder / "checkpoints", keep

    def save(self, step: int, state: dict[str, Any]) -> None:
        write_atomically(self._folder / f"step-{step:08}.pt", lambda file: torch.save(state, file))
        for old in self._files()[:-self._keep]:
            old.unlink(missing_ok=True)

    def load_last(self) -> dict[str, Any] | None:
        """The last that can be read; one that a full disk or another program damaged is passed over with a warning."""
        files = self._files()
        for file in reversed(files):
            try:
                return torch.load(file, map_location="cpu", weights_only=True)
            except (OSError, RuntimeError, EOFError, zipfile.BadZipFile, pickle.UnpicklingError) as error:
                console.print(f"{file} cannot be read and is passed over: {error}", style="yellow", highlight=False, soft_wrap=True)
        if files:
            raise ExportError(f"none of the checkpoints in {self._folder} can be read; remove the folder to begin anew")
        return None

    def exist(self) -> bool:
        """Whether the run has begun, and goes on."""
        return bool(self._files())

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("step-*.pt"))
