"""Trajectories of every scheduler, one pair of files per class: `schedulers/<class>.json` describes, `.safetensors` has the numbers."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from . import scheduler_stand_ins, schedulers_consistency, schedulers_dpm_solver, schedulers_edm, schedulers_flow
from . import schedulers_multistep, schedulers_refused, schedulers_roundings, schedulers_sigma, schedulers_training_steps
from .scheduler_case import Case
from .scheduler_files import failure, quiet, write_class, write_lines

FAMILIES = (
    schedulers_training_steps,
    schedulers_sigma,
    schedulers_dpm_solver,
    schedulers_multistep,
    schedulers_consistency,
    schedulers_edm,
    schedulers_flow,
    schedulers_roundings,
)


def by_class() -> dict[str, list[Case]]:
    every = sorted((c for family in FAMILIES for c in family.CASES), key=lambda c: c.class_name)
    return {name: unique(group) for name, group in groupby(every, key=lambda c: c.class_name)}


def unique(group) -> list[Case]:
    """Tables overlap; a case is written once."""
    return list({repr(c): c for c in group}.values())


def write(out: Path) -> None:
    quiet()
    scheduler_stand_ins.install()
    folder = out / "schedulers"
    folder.mkdir(parents=True, exist_ok=True)
    failed = [line for name, group in by_class().items() for line in write_class(folder, name, group)]
    write_lines(folder / "refused.json", failed + [failure(case) for case in schedulers_refused.CASES])
