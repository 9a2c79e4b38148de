"""The two programs of the repository that draw and measure, in C#."""

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ...errors import ExportError

METRICS = ("fid", "kid", "precision-recall", "vendi")
_REPOSITORY = Path(__file__).parents[4]


@dataclass(frozen=True)
class Programs:
    """The beginnings of command lines."""

    draw: tuple[str, ...]
    """Is given MODEL OUT COUNT SEED; prints the cost of a picture as JSON."""
    evaluate: tuple[str, ...]
    """Is given `evaluate images ..`."""

    @staticmethod
    def find() -> "Programs":
        """Builds them with the .NET SDK."""
        if not (_REPOSITORY / "LatentDiffusion.sln").is_file():
            raise ExportError("the comparison draws and measures with programs of the repository; install this package from a clone of it "
                              "by `pip install -e`, or train only: --only-train")
        if shutil.which("dotnet") is None:
            raise ExportError("dotnet is not installed, which draws and measures; or train only: --only-train")
        projects = [str(_REPOSITORY / project) for project in ("benchmarks/LatentDiffusion.Techniques.Drawing", "src/LatentDiffusion.Cli")]
        for project in projects:
            _run(["dotnet", "build", "-c", "Release", project])
        return Programs(*(("dotnet", "run", "--no-build", "-c", "Release", "--project", project, "--") for project in projects))

    def drawn(self, model: Path, out: Path, count: int, seed: int) -> dict:
        """Seconds and megabytes of a picture."""
        command = [*self.draw, str(model), str(out), str(count), str(seed)]
        lines = _run(command).splitlines()
        try:
            return json.loads(lines[-1])
        except (IndexError, json.JSONDecodeError) as error:
            raise ExportError(f"{' '.join(command)} did not end with a line of JSON: {error}") from error

    def measured(self, generated: Path, real: Path, cache: Path) -> dict[str, float]:
        """By the metrics' names; precision and recall apart."""
        with tempfile.TemporaryDirectory() as temporary:
            file = Path(temporary, "metrics.json")
            chosen = [part for metric in METRICS for part in ("--metric", metric)]
            _run([*self.evaluate, "evaluate", "images", str(generated), str(real), *chosen, "--cache", str(cache), "--threads", "1",
                  "--json", str(file)])
            return {value["name"]: value["value"] for value in json.loads(file.read_text(encoding="utf-8"))["metrics"]}


def _run(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise ExportError(f"{' '.join(command)} failed: {(result.stderr or result.stdout).strip()[-2000:]}")
    return result.stdout
