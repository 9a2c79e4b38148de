"""One scheduler reference: what is asked of a diffusers scheduler, and what it then does, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A run of one scheduler. Exactly what `set_timesteps` and `step` of diffusers are given."""

    class_name: str
    options: dict[str, Any] = field(default_factory=dict)
    steps: int | None = None
    timesteps: list[float] | None = None
    sigmas: list[float] | None = None
    mu: float | None = None
    eta: float | None = None
    churn: dict[str, float] | None = None
    strength: float | None = None
    begin: int = 0
    batch: int = 1
    channels: int = 4
    learned_variance: bool = False

    @property
    def config(self) -> dict[str, Any]:
        return {"_class_name": self.class_name, **self.options}


def cases(class_name: str, *variants: dict[str, Any], steps=(4, 7), base: dict[str, Any] | None = None, **arguments) -> list[Case]:
    """Every variant of options x every number of steps."""
    return [Case(class_name, {**(base or {}), **v}, steps=n, **arguments) for v in variants for n in steps]


def product(**axes) -> list[dict[str, Any]]:
    """Every combination of the values of the named options: `product(a=(1, 2), b=(3,))` is `[{a: 1, b: 3}, {a: 2, b: 3}]`."""
    combinations: list[dict[str, Any]] = [{}]
    for name, values in axes.items():
        combinations = [{**c, name: v} for c in combinations for v in values]
    return combinations


FLOW = dict(use_flow_sigmas=True, prediction_type="flow_prediction")
SCALED_LINEAR = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
"""The training noise of Stable Diffusion."""

BETAS = [
    dict(beta_schedule="linear", beta_start=0.0002, beta_end=0.015),
    dict(beta_schedule="squaredcos_cap_v2"),
    dict(trained_betas=[round(0.001 + 0.0004 * i, 6) for i in range(40)], num_train_timesteps=40),
    dict(SCALED_LINEAR, num_train_timesteps=600),
]
"""Training noise other than Stable Diffusion's."""

PREDICTIONS = ("epsilon", "sample", "v_prediction")
SPACINGS = ("linspace", "leading", "trailing")
ALL_STEPS = (1, 2, 4, 7, 20, 50)
UNEVEN_STEPS = (30, 48, 60, 83)
"""Numbers of steps that do not divide 1000 or whose ratio is not exact in binary."""

SIGMA_SPACINGS = [dict(use_karras_sigmas=True), dict(use_exponential_sigmas=True), dict(use_beta_sigmas=True)]

CHURN = [dict(s_churn=5.0), dict(s_churn=40.0, s_tmin=0.2, s_tmax=8.0, s_noise=1.01)]
"""Noise put back before a step (Karras et al. 2022, algorithm 2), which diffusers takes as arguments of `step`."""

THRESHOLDING = [
    dict(thresholding=True),
    dict(thresholding=True, dynamic_thresholding_ratio=0.8, sample_max_value=1.3),
]
