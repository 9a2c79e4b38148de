"""How far pictures of the tiny pipelines go in half precision, in diffusers itself.

Random weights make some of them ill-conditioned, so that no fixed bound says whether another implementation rounds as it should."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import torch

from .tiny import FAMILIES

TYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16}


def write(out: Path) -> None:
    """Writes `half_precision.json`: family -> case -> `stored` or `computed` -> type -> largest difference of the latents over the largest
    latent of float32."""
    results = {family: deviations(family) for family in FAMILIES}
    (out / "half_precision.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def deviations(family: str) -> dict[str, dict[str, dict[str, float]]]:
    module = importlib.import_module(f".tiny.{family}", __package__)
    exact = {case.name: case.run(module.pipeline())["latents"] for case in module.CASES}
    result: dict[str, dict[str, dict[str, float]]] = {name: {"stored": {}, "computed": {}} for name in exact}
    for what, change in (("stored", stored), ("computed", computed)):
        for name, dtype in TYPES.items():
            model = change(module.pipeline(), dtype)
            for case in module.CASES:
                difference = (case.run(model)["latents"] - exact[case.name]).abs().max() / exact[case.name].abs().max()
                result[case.name][what][name] = float(f"{float(difference):.2g}")
    return result


def stored(pipeline, dtype: torch.dtype):
    """The pipeline with every weight rounded, computing in float32 as before."""
    for component in networks(pipeline):
        for parameter in component.parameters():
            parameter.data = parameter.data.to(dtype).to(parameter.dtype)
    return pipeline


def computed(pipeline, dtype: torch.dtype):
    """The pipeline with networks that compute in half precision, each result rounded by PyTorch's own kernels. What is between the
    networks, above all noise and latents, stays in float32: noise drawn in half precision would be other noise."""
    components = networks(pipeline)
    depth = 0

    def before(module, args, kwargs):
        nonlocal depth
        depth += 1
        own = next((parameter.dtype for parameter in module.parameters()), dtype)  # pipelines take some autoencoders to float32
        return cast((args, kwargs), torch.float32, own) if depth == 1 else None

    def after(_module, _args, output):
        nonlocal depth
        depth -= 1
        return cast(output, dtype, torch.float32) if depth == 0 else None

    for component in components:
        component.to(dtype)
        seem_float32(component, lambda: depth == 0)
    for module in {module for component in components for module in component.modules()}:
        module.register_forward_pre_hook(before, with_kwargs=True)
        module.register_forward_hook(after)
    return pipeline


def networks(pipeline) -> list[torch.nn.Module]:
    return [component for component in pipeline.components.values() if isinstance(component, torch.nn.Module)]


def seem_float32(component: torch.nn.Module, outside: Callable[[], bool]) -> None:
    """Pipelines make their latents in the type that a network says it has. transformers looks classes up by their full names."""
    own = type(component)
    dtype = property(lambda self: torch.float32 if outside() else own.dtype.fget(self))
    component.__class__ = type(own.__name__, (own,), {"dtype": dtype, "__module__": own.__module__, "__qualname__": own.__qualname__})


def cast(value, source: torch.dtype, target: torch.dtype):
    """Every tensor of one type in another, in lists, tuples, dictionaries and outputs of models too."""
    if isinstance(value, torch.Tensor):
        return value.to(target) if value.dtype == source else value
    if isinstance(value, (list, tuple)):
        return type(value)(cast(part, source, target) for part in value)
    if isinstance(value, dict):  # the output of a model is one of its own class, and is changed in its place
        changed = {} if type(value) is dict else value
        for key, part in list(value.items()):
            changed[key] = cast(part, source, target)
        return changed
    return value
