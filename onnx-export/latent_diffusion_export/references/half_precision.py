"""How far pictures of the tiny pipelines go where weights are rounded to half precision, in diffusers itself.

Random weights make some of them ill-conditioned, so that no fixed bound says whether another implementation rounds as it should."""

import importlib
import json
from pathlib import Path

import torch

from .tiny import FAMILIES

TYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16}


def write(out: Path) -> None:
    """Writes `half_precision.json`: family -> case -> type -> largest difference of the latents over the largest latent of float32."""
    results = {family: deviations(family) for family in FAMILIES}
    (out / "half_precision.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def deviations(family: str) -> dict[str, dict[str, float]]:
    module = importlib.import_module(f".tiny.{family}", __package__)
    exact = {case.name: case.run(module.pipeline())["latents"] for case in module.CASES}
    result: dict[str, dict[str, float]] = {name: {} for name in exact}
    for name, dtype in TYPES.items():
        model = rounded(module.pipeline(), dtype)
        for case in module.CASES:
            difference = (case.run(model)["latents"] - exact[case.name]).abs().max() / exact[case.name].abs().max()
            result[case.name][name] = float(f"{float(difference):.2g}")
    return result


def rounded(pipeline, dtype: torch.dtype):
    """The pipeline with every weight rounded, computing in float32 as before."""
    for component in pipeline.components.values():
        if isinstance(component, torch.nn.Module):
            for parameter in component.parameters():
                parameter.data = parameter.data.to(dtype).to(parameter.dtype)
    return pipeline
