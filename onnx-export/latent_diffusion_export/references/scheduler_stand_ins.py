"""
Two schedulers of diffusers need packages beyond torch. Their mathematics runs here with stand-ins that give the same numbers:

- LMS integrates polynomials of degree three or less with `scipy.integrate.quad`; Gauss-Legendre quadrature is exact for those.
- DPM-Solver SDE takes unit noise from a Brownian tree of torchsde; the trajectory only depends on the noise, which is recorded.

References made with scipy and torchsde themselves are in `scipy_schedulers.json`.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import torch

sys.modules.setdefault("torchsde", ModuleType("torchsde"))
from diffusers.schedulers import scheduling_dpmsolver_sde, scheduling_lms_discrete  # noqa: E402

noise_listener = None
"""Is told every tensor that the stand-in of the Brownian tree draws."""


def _quad(function, low: float, high: float, epsrel: float = 0.0) -> tuple[float, float]:
    points, weights = np.polynomial.legendre.leggauss(8)
    middle, half = (low + high) / 2, (high - low) / 2
    return half * sum(w * function(middle + half * p) for p, w in zip(points, weights)), 0.0


class _UnitNoise:
    """Draws independent unit noise, where torchsde would draw increments of one path."""

    def __init__(self, sample: torch.Tensor, sigma_min, sigma_max, seed: int | None = None, transform=None):
        self._shape = sample.shape
        self._generator = torch.Generator().manual_seed(seed or 0)

    def __call__(self, sigma, sigma_next) -> torch.Tensor:
        noise = torch.randn(self._shape, generator=self._generator)
        if noise_listener is not None:
            noise_listener(noise)
        return noise


scheduling_lms_discrete.integrate = SimpleNamespace(quad=_quad)
scheduling_dpmsolver_sde.BrownianTreeNoiseSampler = _UnitNoise

CLASSES = {
    "LMSDiscreteScheduler": scheduling_lms_discrete.LMSDiscreteScheduler,
    "DPMSolverSDEScheduler": scheduling_dpmsolver_sde.DPMSolverSDEScheduler,
}
