"""`random/torch_randn.*`: what `torch.randn` draws from a generator on the CPU (PyTorch 2.13 on x86-64 with AVX2)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

SEEDS = (0, 1, 42, 123456789, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 42, 2**63 - 1, -1, -42, -(2**63))
SHORT = tuple(range(1, 16))
LONG = (16, 17, 31, 33, 100)
SEQUENCES = (
    (3, 3, 1, 5),
    (1, 1, 1, 1),
    (15, 15, 2),
    (3, 16, 3),
    (7, 17, 7, 100, 1, 31),
    (31, 4, 33, 5),
    (4 * 6 * 10, 4 * 6 * 10, 3),
)
"""Several draws from one generator. A short draw of odd length leaves a value behind, which the next short draw begins with."""


def draws() -> list[dict[str, Any]]:
    """Seed, type and the lengths of successive draws of every case."""
    lengths = [(n,) for n in SHORT + LONG]
    result = [dict(seed=42, lengths=n) for n in lengths + [(1024,), (4 * 64 * 64,)]]
    result += [dict(seed=seed, lengths=(5, 33)) for seed in SEEDS]
    result += [dict(seed=seed, lengths=s) for seed in (0, 2**32 - 1) for s in SEQUENCES]
    result += [dict(seed=7, lengths=s, dtype="float16") for s in [(5,), (16,), (100,), (3, 33, 4)]]
    return [dict(id=f"{i:03d}", dtype="float32") | case for i, case in enumerate(result)]


def draw(case: dict[str, Any]) -> dict[str, torch.Tensor]:
    generator = torch.Generator("cpu").manual_seed(case["seed"])
    dtype = getattr(torch, case["dtype"])
    return {f"{case['id']}.{i}": torch.randn(n, generator=generator, dtype=dtype) for i, n in enumerate(case["lengths"])}


def write(out: Path) -> None:
    folder = out / "random"
    folder.mkdir(parents=True, exist_ok=True)
    cases = draws()
    save_file({name: t for case in cases for name, t in draw(case).items()}, folder / "torch_randn.safetensors")
    lines = ",\n".join(json.dumps(case) for case in cases)
    (folder / "torch_randn.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
