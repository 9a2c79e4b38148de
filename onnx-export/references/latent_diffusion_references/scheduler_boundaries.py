"""
`schedulers/boundary_schedulers.*`: runs at the edges of rules, which the other references pass by: numbers of steps at which orders change,
runs that begin later, quantiles that are not cut off, ends of noise levels that a class does not declare but reads.
`schedulers/defaults.json`: the default of every option of every class, and the published tables of steps.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import diffusers
from diffusers.schedulers import AysSchedules

from . import scheduler_stand_ins
from .scheduler_case import FLOW, SCALED_LINEAR, Case, cases
from .scheduler_files import quiet, write_class
from .schedulers import by_class

NAME = "boundary_schedulers"
THIRD = dict(SCALED_LINEAR, solver_order=3)
ENDS = dict(SCALED_LINEAR, sigma_min=0.1, sigma_max=5.0)
THRESHOLD = dict(SCALED_LINEAR, clip_sample=False, thresholding=True, sample_max_value=100.0)

CASES = [
    *cases("DEISMultistepScheduler", THIRD, steps=(14, 15)),
    *cases("DPMSolverMultistepScheduler", THIRD, dict(THIRD, final_sigmas_type="sigma_min"), steps=(14, 15)),
    *cases("DPMSolverMultistepInverseScheduler", dict(SCALED_LINEAR, timestep_spacing="leading"), steps=(6, 10)),
    Case("FlowMatchEulerDiscreteScheduler", dict(shift_terminal=0.1), sigmas=[0.9, 0.5]),
    Case("UniPCMultistepScheduler", dict(FLOW, use_karras_sigmas=True), steps=4, sigmas=[0.95, 0.6, 0.3, 0.1]),
    Case("UniPCMultistepScheduler", dict(FLOW, use_karras_sigmas=True), steps=4, sigmas=[0.8, 0.7, 0.6, 0.5]),
    Case("UniPCMultistepScheduler", dict(FLOW, flow_shift=3.0, shift_terminal=0.2), steps=5),
    *[Case("PNDMScheduler", dict(SCALED_LINEAR, skip_prk_steps=skip), steps=7, begin=2) for skip in (True, False)],
    Case("LMSDiscreteScheduler", SCALED_LINEAR, steps=7, begin=2),
    Case("DDIMScheduler", THRESHOLD, steps=5),
    *[Case("DDIMScheduler", dict(THRESHOLD, dynamic_thresholding_ratio=ratio), steps=5) for ratio in (0.6, 1.0)],
    Case("DDPMScheduler", dict(SCALED_LINEAR, clip_sample=False), timesteps=[900, 500, 24]),
    *[Case(name, dict(ENDS, use_karras_sigmas=True), steps=4)
      for name in ("DEISMultistepScheduler", "DPMSolverMultistepScheduler", "DPMSolverMultistepInverseScheduler",
                   "DPMSolverSinglestepScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler",
                   "LMSDiscreteScheduler", "SASolverScheduler")],
    *cases("LMSDiscreteScheduler", dict(ENDS, use_exponential_sigmas=True), dict(ENDS, use_beta_sigmas=True), steps=(4,)),
    *cases("FlowMatchEulerDiscreteScheduler", *[dict({spacing: True}, sigma_min=0.05, sigma_max=0.9)
           for spacing in ("use_karras_sigmas", "use_exponential_sigmas")], steps=(4,)),
]


def write(out: Path) -> None:
    quiet()
    scheduler_stand_ins.install()
    folder = out / "schedulers"
    folder.mkdir(parents=True, exist_ok=True)
    failed = write_class(folder, NAME, CASES)
    if failed:
        raise RuntimeError(f"{failed[0]}")
    facts = {"defaults": {name: defaults(name) for name in by_class()}, "align_your_steps": AysSchedules}
    (folder / "defaults.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def defaults(class_name: str) -> dict:
    parameters = inspect.signature(getattr(diffusers, class_name).__init__).parameters
    return {name: p.default for name, p in parameters.items() if name not in ("self", "args", "kwargs")}
