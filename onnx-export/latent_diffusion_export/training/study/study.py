"""All ways to train with all seeds, then the table. What is done stays done when it is called again."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ...errors import ExportError
from ...progress import console
from ..loop.files import write_atomically
from ..loop.interruption import Interruption
from . import labelled, table
from .labelled import Labelled
from .regimes import BASELINE, CATALOGUE
from .settings import Settings
from .statistics import measures
from .training import Pool, train


@dataclass(frozen=True)
class Sets:
    real: Labelled
    synthetic: Labelled
    held_out: Labelled
    scarce: list[int]
    """Numbers of the scarce classes."""

    @property
    def lacking(self) -> list[str]:
        """Classes that have no synthetic pictures."""
        return [name for name, count in zip(self.real.classes, self.synthetic.counts()) if count == 0]

    def regimes(self) -> list[str]:
        return [name for name, regime in CATALOGUE.items() if not (regime.needs_all_classes and self.lacking)]


def read_sets(settings: Settings) -> Sets:
    classes = labelled.class_names(settings.real)
    if len(classes) < 2:
        raise ExportError(f"{settings.real} has one class, {classes[0]}; a classifier needs two")
    real, synthetic, held_out = (labelled.read(folder, classes, settings.size)
                                 for folder in (settings.real, settings.synthetic, settings.held_out))
    for pictures in (real, held_out):
        if 0 in (counts := pictures.counts()):
            raise ExportError(f"{pictures.folder} holds no pictures of {classes[counts.index(0)]}")
    for pictures in (real, synthetic):
        labelled.require_unseen(held_out, pictures)
    if unknown := [name for name in settings.scarce if name not in classes]:
        raise ExportError(f"scarce is {unknown[0]}, which is none of the classes: {', '.join(classes)}")
    counts = real.counts()
    scarce = [i for i, name in enumerate(classes)
              if (name in settings.scarce if settings.scarce else counts[i] < np.median(counts) / 2)]
    return Sets(real, synthetic, held_out, scarce)


def study(settings: Settings, folder: Path) -> bool:
    """False: interrupted; the same call goes on."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    sets = read_sets(settings)
    console.print(f"{len(sets.real)} real, {len(sets.synthetic)} synthetic and {len(sets.held_out)} held-out pictures of "
                  f"{len(sets.real.classes)} classes", highlight=False)
    for name in sets.lacking[:1]:
        console.print(f"there are no synthetic pictures of {name}: ways that begin without real ones are left out", highlight=False)
    found = _train_all(settings, sets, folder)
    if found is None:
        return False
    labels = sets.held_out.labels.numpy()
    right = {name: np.array([run == labels for run in runs]) for name, runs in found.items()}
    table.write(settings, sets, right, measures(right, labels, sets.scarce, BASELINE), folder)
    console.print(f"table: {folder / table.FILE}", highlight=False, soft_wrap=True)
    return True


def _train_all(settings: Settings, sets: Sets, folder: Path) -> dict[str, list[np.ndarray]] | None:
    """The predictions of each way's seeds."""
    pool, interruption = Pool(sets.real, sets.synthetic), Interruption()
    pictures = {name: getattr(sets, name).fingerprint() for name in ("real", "synthetic", "held_out")}
    found: dict[str, list[np.ndarray]] = {name: [] for name in sets.regimes()}
    with interruption.watched():
        for seed in range(settings.seeds):  # seeds outermost: one that is interrupted has as many of each
            for name, runs in found.items():
                file, identity = folder / "runs" / f"{name}-{seed}.json", settings.of_a_run() | pictures
                given = _kept(file, identity)
                if given is None:
                    given = train(CATALOGUE[name], pool, sets.held_out, settings, seed, interruption)
                    if given is None:
                        return None
                    text = json.dumps(identity | {"predictions": given}) + "\n"
                    write_atomically(file, lambda temporary: temporary.write_text(text, encoding="utf-8"))
                runs.append(np.array(given))
                console.print(f"{name} {seed}: {(runs[-1] == sets.held_out.labels.numpy()).mean():.3f}", highlight=False)
    return found


def _kept(file: Path, identity: dict) -> list[int] | None:
    """Predictions of an earlier call."""
    if not file.is_file():
        return None
    try:
        earlier = json.loads(file.read_text(encoding="utf-8"))
        given = earlier["predictions"]
    except (ValueError, KeyError, TypeError) as error:
        raise ExportError(f"{file} is no result of a study: {error}") from error
    if changed := [f"{name} (was {earlier.get(name)}, is {value})" for name, value in identity.items() if earlier.get(name) != value]:
        raise ExportError(f"{file} is of other settings or pictures: {', '.join(changed)}. Give another folder, or remove that one")
    return given
