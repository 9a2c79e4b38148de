"""
`schedulers/rounded_schedulers.*`: the runs of which diffusers gives other samples on another processor.

torch takes roots, logarithms and exponentials in single precision from a library that chooses its code by the processor: on AMD's they
miss the last digit of up to one result in five, on Intel's of fewer than one in a hundred. The other references were written on one of
AMD's; a few of them magnify that digit beyond what tests allow. These are the same runs where torch rounds correctly, which `check`
makes sure of. This kind is only written where it is named: `references OUT rounded_schedulers`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from . import scheduler_stand_ins
from .scheduler_files import quiet, write_lines
from .scheduler_run import run
from .schedulers import by_class

NAME = "rounded_schedulers"
RUNS = {
    "DEISMultistepScheduler": (51,),
    "DPMSolverMultistepInverseScheduler": (2,),
    "DPMSolverSinglestepScheduler": (153, 155, 159),
    "SASolverScheduler": (109, 112, 113, 116, 117),
}
"""Class, and numbers in its list of cases."""


def write(out: Path) -> None:
    quiet()
    check()
    scheduler_stand_ins.install()
    described, tensors = [], {}
    for class_name, numbers in RUNS.items():
        for number in numbers:
            description, recorded = run(by_class()[class_name][number], f"{number:03d}")
            name = f"{class_name}-{number:03d}"
            described.append(description | {"id": name})
            tensors |= {f"{name}.{key.split('.', 1)[1]}": value for key, value in recorded.items()}
    (out / "schedulers").mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "schedulers" / f"{NAME}.safetensors")
    write_lines(out / "schedulers" / f"{NAME}.json", described)


def check() -> None:
    """Refuses a processor where torch misses the last digit more often than once in fifty."""
    x = torch.exp(torch.empty(20000).uniform_(-14, 11, generator=torch.Generator().manual_seed(2)))
    for name in ("sqrt", "log"):
        exact = getattr(np, name)(x.double().numpy()).astype(np.float32)
        share = float((getattr(torch, name)(x).numpy() != exact).mean())
        if share > 0.02:
            raise RuntimeError(f"torch.{name} misses the last digit of {share:.1%} of its results here; write these elsewhere.")
