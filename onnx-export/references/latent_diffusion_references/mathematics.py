"""
`mathematics.safetensors`: functions rounded correctly, from 60 digits of mpmath (which torch brings along by sympy).

In single precision what schedules take of their arguments, in double precision the quantiles of beta distributions.
"""

from __future__ import annotations

import math
from pathlib import Path

import mpmath
import numpy as np
import torch
from safetensors.torch import save_file

COUNT = 300
SHAPES = ((0.6, 0.6), (0.5, 0.5), (1.0, 1.0), (2.0, 5.0), (7.5, 0.8), (30.0, 40.0))
PROBABILITIES = (0.0, 1e-9, 1e-4, 0.003, 0.02, 0.1, 0.25, 0.4, 0.5, 0.6180339887, 0.75, 0.9, 0.98, 0.9997, 1 - 1e-9, 1.0)


def write(out: Path) -> None:
    mpmath.mp.dps = 60
    generator = torch.Generator().manual_seed(3)

    def uniform(low: float, high: float) -> torch.Tensor:
        return torch.empty(COUNT).uniform_(low, high, generator=generator)

    levels, other = torch.exp(uniform(-14, 11)), torch.exp(uniform(-14, 11))
    exponents, angles, bases = uniform(-80, 80), uniform(0, math.pi / 2), uniform(0.3, 2)
    functions = {
        "log": (mpmath.log, [levels]),
        "exp": (mpmath.exp, [exponents]),
        "sin": (mpmath.sin, [angles]),
        "pow": (lambda x: x**7, [bases]),
        "atan2": (mpmath.atan2, [levels, other]),
    }
    tensors = {}
    for name, (function, arguments) in functions.items():
        rounded = [single(function(*(mpmath.mpf(float(a)) for a in values))) for values in zip(*arguments)]
        tensors |= {f"{name}.{i}": a.clone() for i, a in enumerate(arguments)} | {f"{name}.result": torch.tensor(rounded)}
    rows = [(a, b, p, float(quantile(a, b, p))) for a, b in SHAPES for p in PROBABILITIES]
    tensors["beta.quantiles"] = torch.tensor(rows, dtype=torch.float64)
    save_file(tensors, out / "mathematics.safetensors")


def single(exact: mpmath.mpf) -> float:
    """The nearest number in single precision; twice rounded would not do."""
    near = np.float32(float(exact))
    candidates = (np.nextafter(near, np.float32(-np.inf)), near, np.nextafter(near, np.float32(np.inf)))
    return float(min(candidates, key=lambda c: abs(mpmath.mpf(float(c)) - exact)))


def quantile(a: float, b: float, probability: float) -> mpmath.mpf:
    """Where the regularized incomplete beta function takes a value, by halving the interval."""
    if probability in (0.0, 1.0):
        return mpmath.mpf(probability)
    low, high = mpmath.mpf(0), mpmath.mpf(1)
    for _ in range(160):
        middle = (low + high) / 2
        below = mpmath.betainc(a, b, 0, middle, regularized=True) < probability
        low, high = (middle, high) if below else (low, middle)
    return (low + high) / 2
