"""Writes the cases of one file: a description of each in JSON, the numbers in safetensors."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from diffusers.utils import logging
from safetensors.torch import save_file

from .scheduler_case import Case
from .scheduler_run import request, run


def quiet() -> None:
    """One thread, for the same sums everywhere, and no warnings about unusual options, which are meant."""
    torch.set_num_threads(1)
    logging.set_verbosity_error()
    warnings.simplefilter("ignore")


def write_class(folder: Path, name: str, group: list[Case], run_case=run) -> list[dict[str, Any]]:
    """Writes what runs, and returns what does not: diffusers refuses it, or breaks."""
    described, tensors, failed = [], {}, []
    for number, case in enumerate(group):
        try:
            description, recorded = run_case(case, f"{number:03d}")
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
