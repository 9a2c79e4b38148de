"""study.md, what was found; study.json, its numbers; pictures.png, of the scarce classes."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from ..loop.files import write_atomically
from ..result.grids import grid
from ..result.markdown import markdown
from .labelled import Labelled
from .regimes import BASELINE, CATALOGUE
from .settings import Settings
from .statistics import Estimate, Measures

FILE = "study.md"
_COLUMNS = 8
"""Of the grid."""


def write(settings: Settings, sets, right: dict[str, np.ndarray], found: dict[str, tuple[Measures, Measures]], folder: Path) -> None:
    labels = sets.held_out.labels.numpy()
    by_class = {name: [float(runs[:, labels == label].mean()) for label in range(len(sets.real.classes))] for name, runs in right.items()}
    _write(folder / FILE, "\n\n".join([
        "# Do synthetic pictures help?", _conditions(settings, sets), _accuracies(sets, found), _differences(sets, found),
        "## Each class", _classes(sets, by_class),
        "![Real and synthetic pictures of the scarce classes, a row of each in turn](pictures.png)"]) + "\n")
    values = {"classes": sets.real.classes, "scarce": [sets.real.classes[i] for i in sets.scarce], "seeds": settings.seeds,
              **settings.of_a_run(), **{name: getattr(sets, name).counts() for name in ("real", "synthetic", "held_out")},
              "ways": {name: {"accuracy": asdict(measures), "less_real_only": asdict(differences), "classes": by_class[name],
                              "seeds": runs.mean(1).tolist()}
                       for (name, (measures, differences)), runs in zip(found.items(), right.values())}}
    _write(folder / "study.json", json.dumps(values, indent=2) + "\n")
    _pictures(sets, folder / "pictures.png")


def _conditions(settings: Settings, sets) -> str:
    scarce = ", ".join(f"`{sets.real.classes[i]}` with {sets.real.counts()[i]} real pictures" for i in sets.scarce)
    return (f"{len(sets.real.classes)} classes, {len(sets.real)} real, {len(sets.synthetic)} synthetic and {len(sets.held_out)} real "
            f"held-out pictures of {settings.size}x{settings.size}. Scarce: {scarce or 'none'}. A network of width {settings.width} was "
            f"trained {settings.seeds} times in each way, for {settings.steps} steps of {settings.batch_size} pictures, as many of each "
            "class as of any other, moved, zoomed, lit anew" + (" and mirrored" if settings.mirror else "") + ". Figures are % of the "
            "held-out pictures, in brackets their 95 % intervals: a bootstrap over seeds and held-out pictures at once. That another real or "
            "synthetic set had been drawn is not in them.")


def _accuracies(sets, found: dict[str, tuple[Measures, Measures]]) -> str:
    return markdown(["trained on", *_titles(sets)],
                    [[CATALOGUE[name].words, *(_percent(value) for value in _values(sets, measures))]
                     for name, (measures, _) in found.items()])


def _differences(sets, found: dict[str, tuple[Measures, Measures]]) -> str:
    return markdown(["against real pictures only", *_titles(sets)],
                    [[CATALOGUE[name].words, *(f"{_percent(value, '+')} {value.verdict}" for value in _values(sets, differences))]
                     for name, (_, differences) in found.items() if name != BASELINE])


def _classes(sets, by_class: dict[str, list[float]]) -> str:
    counts = zip(sets.real.classes, sets.real.counts(), sets.synthetic.counts())
    return markdown(["class", "real", "synthetic", *(f"{name}, %" for name in by_class)],
                    [[f"{name}{' (scarce)' if i in sets.scarce else ''}", str(real), str(synthetic),
                      *(f"{100 * values[i]:.1f}" for values in by_class.values())] for i, (name, real, synthetic) in enumerate(counts)])


def _titles(sets) -> list[str]:
    return [*(["scarce classes"] if sets.scarce else []), "mean of all classes", "all pictures"]


def _values(sets, measures: Measures) -> list[Estimate]:
    return [value for value in (measures.scarce, measures.macro, measures.overall) if value is not None]


def _percent(value: Estimate, sign: str = "") -> str:
    return f"{100 * value.value:{sign}.1f} ({100 * value.low:{sign}.1f} to {100 * value.high:{sign}.1f})"


def _pictures(sets, file: Path) -> None:
    """The first of each, not chosen; missing ones are white. Of the first class where none is scarce."""
    rows = [_first(pictures, label) for label in (sets.scarce or [0])[:4] for pictures in (sets.real, sets.synthetic)]
    write_atomically(file, lambda temporary: grid(torch.cat(rows).float() / 127.5 - 1, columns=_COLUMNS).save(temporary, "PNG"))


def _first(pictures: Labelled, label: int) -> torch.Tensor:
    found = pictures.pixels[pictures.labels == label][:_COLUMNS]
    return torch.cat([found, torch.full((_COLUMNS - len(found), *pictures.pixels.shape[1:]), 255, dtype=torch.uint8)])


def _write(file: Path, text: str) -> None:
    write_atomically(file, lambda temporary: temporary.write_text(text, encoding="utf-8"))
