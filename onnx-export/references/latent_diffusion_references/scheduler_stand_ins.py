"""
Some schedulers of diffusers need packages beyond torch, which are large and not part of this package's requirements. Their mathematics
runs here with stand-ins that give the same numbers:

- LMS integrates polynomials of degree three or less with `scipy.integrate.quad`; Gauss-Legendre quadrature is exact for those.
- Beta sigmas are quantiles of a beta distribution, `scipy.stats.beta.ppf`; mpmath finds them to more digits than a double has.
- DPM-Solver SDE takes unit noise from a Brownian tree of torchsde; the trajectory only depends on the noise, which is recorded.

References made with scipy and torchsde themselves are in `scipy_schedulers.json`; a test compares the stand-ins with them.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache
from types import ModuleType, SimpleNamespace

import diffusers
import mpmath
import numpy as np
import torch
from diffusers import schedulers


def install() -> None:
    """Puts the stand-ins in place, for this process."""
    sys.modules.setdefault("torchsde", ModuleType("torchsde"))
    lms = importlib.import_module("diffusers.schedulers.scheduling_lms_discrete")
    sde = importlib.import_module("diffusers.schedulers.scheduling_dpmsolver_sde")
    lms.integrate = SimpleNamespace(quad=_quad)
    sde.BrownianTreeNoiseSampler = _UnitNoise
    for name in dir(schedulers):
        getattr(schedulers, name)  # diffusers imports its modules at first use
    for module in [m for name, m in sys.modules.items() if name.startswith("diffusers.schedulers.scheduling_")]:
        if hasattr(module, "is_scipy_available"):
            module.is_scipy_available = lambda: True
            module.scipy = SimpleNamespace(stats=SimpleNamespace(beta=SimpleNamespace(ppf=_beta_quantile)))
    diffusers.LMSDiscreteScheduler = lms.LMSDiscreteScheduler
    diffusers.DPMSolverSDEScheduler = sde.DPMSolverSDEScheduler


def _quad(function, low: float, high: float, epsrel: float = 0.0) -> tuple[float, float]:
    points, weights = np.polynomial.legendre.leggauss(8)
    middle, half = (low + high) / 2, (high - low) / 2
    return half * sum(w * function(middle + half * p) for p, w in zip(points, weights)), 0.0


@cache
def _beta_quantile(probability: float, alpha: float, beta: float) -> float:
    if probability in (0.0, 1.0):
        return float(probability)
    with mpmath.workdps(30):
        excess = lambda x: mpmath.betainc(alpha, beta, 0, x, regularized=True) - mpmath.mpf(float(probability))  # noqa: E731
        return float(mpmath.findroot(excess, (0, 1), solver="anderson", tol=1e-25, maxsteps=200))


class _UnitNoise:
    """Draws independent unit noise, where torchsde would draw increments of one path."""

    def __init__(self, sample: torch.Tensor, sigma_min, sigma_max, seed: int | None = None, transform=None):
        self._shape = sample.shape
        self._generator = torch.Generator().manual_seed(seed or 0)

    def __call__(self, sigma, sigma_next) -> torch.Tensor:
        return torch.randn(self._shape, generator=self._generator)
