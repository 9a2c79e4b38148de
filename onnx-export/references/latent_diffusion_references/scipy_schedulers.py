"""
`schedulers/scipy_schedulers.*`: schedulers that need scipy or torchsde, run with scipy and torchsde themselves.

Neither is among this package's requirements, so this kind is only written where it is named: `references OUT scipy_schedulers`.
"""

from __future__ import annotations

from pathlib import Path

import torch

from .scheduler_case import PREDICTIONS, SCALED_LINEAR, SPACINGS, Case, cases, product
from .scheduler_files import quiet, write_class
from .scheduler_run import run

NAME = "scipy_schedulers"
BASE = dict(SCALED_LINEAR, num_train_timesteps=1000)
BETA_SIGMAS = (
    "EulerDiscrete",
    "HeunDiscrete",
    "KDPM2Discrete",
    "KDPM2AncestralDiscrete",
    "DPMSolverMultistep",
    "DPMSolverSinglestep",
    "UniPCMultistep",
    "DEISMultistep",
    "SASolver",
)
SDE_OPTIONS = ({}, dict(use_karras_sigmas=True), dict(prediction_type="v_prediction"), dict(timestep_spacing="trailing"))

CASES = [
    *cases("LMSDiscreteScheduler", *product(prediction_type=PREDICTIONS[::2], timestep_spacing=SPACINGS), base=BASE, steps=(3, 12)),
    *[Case("LMSDiscreteScheduler", {**BASE, f"use_{s}_sigmas": True}, steps=11) for s in ("karras", "exponential", "beta")],
    *[Case(f"{name}Scheduler", dict(BASE, use_beta_sigmas=True), steps=n) for name in BETA_SIGMAS for n in (6, 25)],
    Case("FlowMatchEulerDiscreteScheduler", dict(num_train_timesteps=1000, use_beta_sigmas=True, shift=3.0), steps=9),
    *[Case("DPMSolverSDEScheduler", {**BASE, **options, "noise_sampler_seed": 5}, steps=7) for options in SDE_OPTIONS],
]


def write(out: Path) -> None:
    quiet()
    failed = write_class(out / "schedulers", NAME, CASES, run_case)
    if failed:
        raise RuntimeError(f"{failed[0]}; are scipy and torchsde installed?")


def run_case(case: Case, identifier: str):
    seeds = 77000 + int(identifier), 88000 + int(identifier)
    return run(case, identifier, tuple(torch.Generator().manual_seed(s) for s in seeds), side=4)
