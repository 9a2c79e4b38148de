"""
`torch_math.safetensors`: functions of torch in single precision, at arguments as schedules have them.

torch takes most of them from a vector library that chooses its code by the processor: these were written on one of AMD's with AVX-512.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import save_file

COUNT = 1000  # not a multiple of the 32 lanes that torch takes at a time: the last eight come from the C library


def write(out: Path) -> None:
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(2)
    levels = torch.exp(torch.empty(COUNT).uniform_(-14, 11, generator=generator))
    exponents = torch.empty(COUNT).uniform_(-20, 20, generator=generator)
    angles = torch.empty(COUNT).uniform_(0, math.pi / 2, generator=generator)
    bases = torch.empty(COUNT).uniform_(0.3, 2, generator=generator)
    sines = torch.sin(angles)
    cosines = torch.sqrt(1 - sines**2)
    functions = {
        "log": (levels, torch.log(levels)),
        "sqrt": (levels, torch.sqrt(levels)),
        "exp": (exponents, torch.exp(exponents)),
        "sin": (angles, sines),
        "pow": (bases, bases**7.0),
    }
    tensors = {f"{name}.{part}": value.clone() for name, pair in functions.items() for part, value in zip("xy", pair)}
    tensors |= {"atan2.x": cosines, "atan2.y": sines, "atan2.angle": torch.atan2(sines, cosines)}
    save_file(tensors, out / "torch_math.safetensors")
