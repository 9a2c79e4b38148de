"""Runs one case and records its trajectory."""

from __future__ import annotations

import inspect
import sys
import zlib
from contextlib import contextmanager
from typing import Any

import diffusers
import numpy as np
import torch
from diffusers.utils import torch_utils

from .scheduler_case import Case


def run(case: Case, identifier: str, generators=None, side: int | None = None) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """
    The description of the trajectory and its tensors: init, and per step output and next, and where there are any input and noise.

    `generators` draw the first sample and the noise of the steps; by default one does both. `side` is the edge of the sample.
    """
    # As from a file, whose options beyond those that the class declares are kept, and read by some.
    scheduler = getattr(diffusers, case.class_name).from_config(case.options)
    set_timesteps(scheduler, case)
    start, noise = generators or [torch.Generator().manual_seed(zlib.crc32(identifier.encode()))] * 2
    side = side or (2 if len(scheduler.timesteps) <= 8 else 1)
    shape = (case.batch, case.channels, side, side)
    init_noise_sigma = float(getattr(scheduler, "init_noise_sigma", 1.0))
    x = torch.randn(shape, generator=start) * init_noise_sigma
    tensors: dict[str, torch.Tensor] = {}
    if hasattr(scheduler, "set_begin_index"):  # else diffusers skips the first of two equal timesteps
        scheduler.set_begin_index(case.begin)
    if case.begin:
        x = start_at(scheduler, case.begin, shape, start, tensors)
    tensors["init"] = x

    inputs, outputs, samples, noises, noise_at = [], [], [], [], []
    with recorded_noise() as drawn:
        for index, t in enumerate(scheduler.timesteps[case.begin :], case.begin):
            model_input = scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else x
            output = model(model_input, float(t), case.learned_variance)
            before = len(drawn)
            x = step(scheduler, output, t, x, case, noise)
            inputs.append(model_input)
            outputs.append(output)
            samples.append(x)
            noise_at += [index] * (len(drawn) - before)
        noises += drawn
    if not torch.isfinite(x).all():
        raise FloatingPointError("the sample is not finite")
    if any(not torch.equal(a, b) for a, b in zip(inputs, [tensors["init"], *samples])):
        tensors["input"] = torch.stack(inputs)
    tensors |= {"output": torch.stack(outputs), "next": torch.stack(samples)}
    if noises:
        tensors["noise"] = torch.stack(noises)
    return describe(case, identifier, scheduler, init_noise_sigma, noise_at), {
        f"{identifier}.{name}": t.float().reshape(t.shape[0] if name in ("input", "output", "next", "noise") else 1, -1).contiguous()
        for name, t in tensors.items()
    }


def set_timesteps(scheduler, case: Case) -> None:
    arguments = dict(timesteps=case.timesteps, sigmas=case.sigmas, mu=case.mu, strength=case.strength)
    arguments = {name: value for name, value in arguments.items() if value is not None}
    if "sigmas" in arguments:  # classes differ in what they take for a list
        arguments["sigmas"] = torch.tensor(case.sigmas) if case.class_name.startswith("EDM") else np.array(case.sigmas)
    if case.steps is not None:
        arguments["num_inference_steps"] = case.steps
    scheduler.set_timesteps(**arguments)


def start_at(scheduler, begin: int, shape, generator: torch.Generator, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
    """Starts in the middle, as image-to-image does: a clean sample noised to the level of that point."""
    tensors["original"] = torch.randn(shape, generator=generator) * 0.7
    tensors["start_noise"] = torch.randn(shape, generator=generator)
    timestep = scheduler.timesteps[begin : begin + 1].repeat(shape[0])
    if hasattr(scheduler, "add_noise"):
        return scheduler.add_noise(tensors["original"], tensors["start_noise"], timestep)
    return scheduler.scale_noise(tensors["original"], timestep, tensors["start_noise"])


def model(x: torch.Tensor, t: float, learned_variance: bool) -> torch.Tensor:
    """A stand-in for a denoiser that depends smoothly on sample and timestep; with a learned variance it has twice the channels."""
    position = torch.arange(float(x.numel())).reshape(x.shape)
    output = 0.8 * torch.tanh(x * 0.5) + 0.15 * torch.sin(position * 0.61 + t * 0.007)
    return torch.cat([output, 0.5 + 0.45 * torch.cos(position * 0.37 + t * 0.003)], dim=1) if learned_variance else output


def step(scheduler, output, t, x, case: Case, generator: torch.Generator) -> torch.Tensor:
    arguments: dict[str, Any] = {"return_dict": False, **(case.churn or {})}
    if "generator" in inspect.signature(scheduler.step).parameters:
        arguments["generator"] = generator
    if case.eta is not None:
        arguments["eta"] = case.eta
    return scheduler.step(output, t, x, **arguments)[0]


@contextmanager
def recorded_noise():
    """Lists every tensor that a scheduler draws, by `randn_tensor` or from a Brownian tree."""
    drawn: list[torch.Tensor] = []

    def recorded(draw):
        def draw_and_keep(*args, **kwargs):
            drawn.append(draw(*args, **kwargs))
            return drawn[-1].clone()

        return draw_and_keep

    original = torch_utils.randn_tensor
    places = [(m, "randn_tensor", original) for m in list(sys.modules.values()) if getattr(m, "randn_tensor", None) is original]
    if sde := sys.modules.get("diffusers.schedulers.scheduling_dpmsolver_sde"):
        places.append((sde.BrownianTreeNoiseSampler, "__call__", sde.BrownianTreeNoiseSampler.__call__))
    for owner, name, draw in places:
        setattr(owner, name, recorded(draw))
    try:
        yield drawn
    finally:
        for owner, name, draw in places:
            setattr(owner, name, draw)


def describe(case: Case, identifier: str, scheduler, init_noise_sigma: float, noise_at: list[int]) -> dict[str, Any]:
    result = {"id": identifier, **request(case)}
    result |= {"batch": case.batch, "begin": case.begin, "init_noise_sigma": init_noise_sigma}
    result["expected_timesteps"] = [single(t) for t in scheduler.timesteps]
    if isinstance(getattr(scheduler, "sigmas", None), torch.Tensor):
        result["expected_sigmas"] = [single(s) for s in scheduler.sigmas]
    if noise_at:
        result["noise_at"] = noise_at
    return result


def request(case: Case) -> dict[str, Any]:
    """The configuration and what `set_timesteps` and `step` are given."""
    asked = {name: getattr(case, name) for name in ("steps", "timesteps", "sigmas", "mu", "eta", "churn", "strength")}
    return {"config": case.config} | {name: value for name, value in asked.items() if value is not None}


def single(value) -> float:
    """The shortest decimal that reads back as the same float32."""
    return float(str(torch.as_tensor(value).float().numpy()))
