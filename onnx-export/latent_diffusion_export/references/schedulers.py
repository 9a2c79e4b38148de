"""Trajectories of every scheduler, one pair of files per class: `schedulers/<class>.json` describes, `.safetensors` has the numbers."""

from __future__ import annotations

import json
import warnings
from itertools import groupby
from pathlib import Path
from typing import Any

import torch
from diffusers.utils import logging
from safetensors.torch import save_file

from . import schedulers_consistency, schedulers_dpm_solver, schedulers_edm, schedulers_flow
from . import schedulers_multistep, schedulers_refused, schedulers_sigma, schedulers_training_steps
from .scheduler_case import Case
from .scheduler_run import request, run

FAMILIES = (
    schedulers_training_steps,
    schedulers_sigma,
    schedulers_dpm_solver,
    schedulers_multistep,
    schedulers_consistency,
    schedulers_edm,
    schedulers_flow,
)


def by_class() -> dict[str, list[Case]]:
    every = sorted((c for family in FAMILIES for c in family.CASES), key=lambda c: c.class_name)
    return {name: unique(group) for name, group in groupby(every, key=lambda c: c.class_name)}


def unique(group) -> list[Case]:
    """Tables overlap; a case is written once."""
    return list({repr(c): c for c in group}.values())


def write(out: Path) -> None:
    torch.set_num_threads(1)
    logging.set_verbosity_error()
    warnings.simplefilter("ignore")
    folder = out / "schedulers"
    folder.mkdir(parents=True, exist_ok=True)
    failed = [line for name, group in by_class().items() for line in write_class(folder, name, group)]
    write_lines(folder / "refused.json", failed + [failure(case) for case in schedulers_refused.CASES])


def write_class(folder: Path, name: str, group: list[Case]) -> list[dict[str, Any]]:
    """Writes what runs, and returns what does not: diffusers refuses it, or breaks."""
    described, tensors, failed = [], {}, []
    for number, case in enumerate(group):
        try:
            description, recorded = run(case, f"{number:03d}")
        except Exception as error:
            failed.append(describe_failure(case, error))
            continue
        described.append(description)
        tensors |= recorded
    save_file(tensors, folder / f"{name}.safetensors")
    write_lines(folder / f"{name}.json", described)
    return failed


def failure(case: Case) -> dict[str, Any]:
    """What a case that must not run fails with."""
    try:
        run(case, "refused")
    except Exception as error:
        return describe_failure(case, error)
    raise AssertionError(f"diffusers accepts {case}")


def describe_failure(case: Case, error: Exception) -> dict[str, Any]:
    """`refused` tells a deliberate refusal from a crash or a sample that is not finite, where other software may well do better."""
    refused = isinstance(error, (ValueError, NotImplementedError))
    return {**request(case), "refused": refused, "error": type(error).__name__, "reason": str(error)}


def write_lines(path: Path, entries: list[dict[str, Any]]) -> None:
    path.write_text("[\n" + ",\n".join(json.dumps(e) for e in entries) + "\n]\n", encoding="utf-8")
