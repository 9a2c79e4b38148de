"""Randomness that depends on a seed, a purpose and a position alone. There is no state to save: a resumed run draws what an
uninterrupted one would have drawn, and so do two processes that share the work of one."""

import hashlib
import struct
from enum import IntEnum

import torch


class Purpose(IntEnum):
    ORDER = 0
    AUGMENTATION = 1
    CAPTION = 2
    LATENT = 3
    NOISE = 4
    TIMESTEP = 5
    MODULES = 6
    WEIGHTS = 7
    SAMPLES = 8
    HELD_OUT = 9


def seed_of(seed: int, purpose: Purpose, *position: int) -> int:
    numbers = (seed, purpose, *position)
    digest = hashlib.blake2b(struct.pack(f"<{len(numbers)}q", *numbers), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1  # what manual_seed takes, without a sign


def generator(seed: int, purpose: Purpose, *position: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed_of(seed, purpose, *position))


def uniform(generator: torch.Generator, low: float = 0.0, high: float = 1.0) -> float:
    return low + (high - low) * torch.rand((), generator=generator, dtype=torch.float64).item()


def below(generator: torch.Generator, count: int) -> int:
    return int(torch.randint(count, (), generator=generator))
