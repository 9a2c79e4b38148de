"""What a run tells: a progress bar, log.jsonl, loss.png, grids of samples, and TensorBoard's files where it is installed."""

import json
import math
import time
from pathlib import Path

from PIL import Image
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ...progress import console
from . import charts
from .files import write_atomically
from .processes import Processes


class Reports:
    """Only the first process writes. Where no one watches a terminal, the lines of the log are printed instead of a bar."""

    def __init__(self, settings, step: int, processes: Processes):
        self._settings, self._first_step, self._quiet = settings, step, not processes.is_first
        self._folder = Path(settings.run.folder)
        self._pictures_per_step = settings.data.batch_size * settings.data.accumulation * processes.count
        self._values: dict[str, list[float]] = {}
        self._count, self._since = 0, time.perf_counter()
        self._lines: list[dict] = []
        self._tensorboard = None
        self._bar = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console,
            disable=self._quiet or not console.is_terminal)

    def __enter__(self) -> "Reports":
        if not self._quiet:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._log = self._folder / "log.jsonl"
            if self._log.is_file():  # what came after the checkpoint is done again
                self._lines = [line for line in _lines(self._log) if line["step"] <= self._first_step]
            self._tensorboard = _tensorboard(self._folder)
        self._bar.start()
        self._bar_task = self._bar.add_task("training", total=self._settings.run.steps, completed=self._first_step)
        return self

    def __exit__(self, *_) -> None:
        self._bar.stop()
        if self._lines:
            self._write()
        if self._tensorboard:
            self._tensorboard.close()

    def step(self, step: int, values: dict[str, float]) -> None:
        if self._quiet:
            return
        self._bar.advance(self._bar_task)
        self._count += 1
        for name, value in values.items():
            if math.isfinite(value):
                self._values.setdefault(name, []).append(value)
        if step % self._settings.run.log_every == 0 or step == self._settings.run.steps:
            self._line(step)

    def samples(self, step: int, picture: Image.Image, alarms: list[str]) -> None:
        (self._folder / "samples").mkdir(exist_ok=True)
        picture.save(self._folder / "samples" / f"step-{step:08}.png")
        for alarm in alarms:
            console.print(f"step {step}: {alarm}", style="yellow", highlight=False, soft_wrap=True)
            self._lines.append({"step": step, "alarm": alarm})
        self._write()

    def keep(self) -> None:
        """Writes the log, before a checkpoint: a run that goes on from there has no other lines of the steps before."""
        if not self._quiet and self._lines:
            self._write()

    def finish(self) -> None:
        self._bar.stop()

    def _line(self, step: int) -> None:
        seconds = time.perf_counter() - self._since
        means = {name: sum(values) / len(values) for name, values in self._values.items() if name != "interrupted"}
        speed = self._count * self._pictures_per_step / seconds
        self._lines.append({"step": step, **means, "pictures_per_second": round(speed, 2)})
        text = f"loss {means.get('loss', math.nan):.4f}  rate {means['learning_rate']:.1e}  {speed:.1f} pictures/s"
        self._bar.update(self._bar_task, description=text)
        if not console.is_terminal:
            console.print(f"step {step} of {self._settings.run.steps}  {text}", highlight=False, soft_wrap=True)
        if self._tensorboard:
            for name, value in means.items():
                self._tensorboard.add_scalar(name, value, step)
        self._values, self._count, self._since = {}, 0, time.perf_counter()

    def _write(self) -> None:
        text = "".join(json.dumps(line) + "\n" for line in self._lines)
        write_atomically(self._log, lambda file: file.write_text(text, encoding="utf-8"))
        charts.draw(self._folder / "loss.png", {"loss": [(line["step"], line["loss"]) for line in self._lines if "loss" in line]}, "step")


def _lines(log: Path) -> list[dict]:
    """Those that can be read: nothing that is trained depends on a log, so that a damaged one ends no run."""
    lines = []
    for text in log.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            continue
        if isinstance(line, dict) and isinstance(line.get("step"), int):
            lines.append(line)
    return lines


def _tensorboard(folder: Path):
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(folder / "tensorboard"))
