"""Whole generations with the default model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PipelineCase:
    """`scheduler` has what differs from the model's own configuration; `images` names the pictures of `pipeline_images`."""

    id: str
    prompt: str
    negative_prompt: str | None = None
    seed: int = 42
    count: int = 1
    steps: int = 20
    guidance_scale: float = 4.0
    guidance_rescale: float = 0.0
    eta: float = 0.0
    width: int = 256
    height: int = 256
    scheduler: dict[str, Any] = field(default_factory=lambda: {"_class_name": "DDIMScheduler"})
    strength: float | None = None
    image: str | None = None
    mask: str | None = None


def scheduler(name: str, **options) -> dict[str, Any]:
    return {"_class_name": f"{name}Scheduler", **options}


TEXT_TO_IMAGE = [
    PipelineCase("text-ddim", "a red apple"),
    PipelineCase("text-ddim-eta", "a slice of pizza", "blurry", seed=7, steps=12, eta=0.5, guidance_scale=3.0),
    PipelineCase("text-ddpm", "a cactus", seed=0, steps=15, scheduler=scheduler("DDPM")),
    PipelineCase("text-euler", "a dog face", "a cat", seed=123, steps=15, guidance_scale=5.0, scheduler=scheduler("EulerDiscrete")),
    PipelineCase("text-euler-karras", "a penguin", seed=2**32 - 1, steps=10, scheduler=scheduler("EulerDiscrete", use_karras_sigmas=True)),
    PipelineCase("text-euler-ancestral", "a butterfly", "dark", seed=5, steps=12, scheduler=scheduler("EulerAncestralDiscrete")),
    PipelineCase(
        "text-dpm-rescale", "a hamburger on a blue background", seed=9, guidance_rescale=0.7, scheduler=scheduler("DPMSolverMultistep")
    ),
    PipelineCase(
        "text-dpm-sde",
        "flat icon of a rocket",
        seed=11,
        steps=10,
        scheduler=scheduler("DPMSolverMultistep", algorithm_type="sde-dpmsolver++", use_karras_sigmas=True),
    ),
    PipelineCase("text-lcm", "a yellow banana", seed=3, steps=4, guidance_scale=1.0, scheduler=scheduler("LCM")),
    PipelineCase("text-empty-rescale", "", "a red apple", seed=21, steps=8, guidance_scale=2.5, guidance_rescale=0.3),
    PipelineCase("text-heun", "a happy face with sunglasses", seed=17, steps=6, scheduler=scheduler("HeunDiscrete")),
    PipelineCase("text-wide", "a red apple", seed=1, steps=10, width=384, height=192),
    PipelineCase("text-batch", "a green pear", seed=100, count=3, steps=8, scheduler=scheduler("EulerAncestralDiscrete")),
]

IMAGE_TO_IMAGE = [
    PipelineCase("image-weak", "a red apple", seed=4, strength=0.3, image="disc"),
    PipelineCase(
        "image-stochastic", "an orange", "red", seed=6, steps=15, strength=0.6, image="disc", scheduler=scheduler("EulerAncestralDiscrete")
    ),
    PipelineCase(
        "image-full",
        "a face",
        seed=8,
        steps=10,
        strength=1.0,
        image="small",
        width=192,
        height=192,
        scheduler=scheduler("DPMSolverMultistep"),
    ),
    PipelineCase("image-batch", "a cookie", seed=50, count=2, steps=10, strength=0.7, image="disc"),
]

INPAINTING = [
    PipelineCase("mask-ddim", "a red apple", seed=4, steps=15, strength=1.0, image="disc", mask="half"),
    PipelineCase(
        "mask-euler-ancestral",
        "a star",
        seed=12,
        steps=12,
        strength=0.8,
        image="disc",
        mask="soft",
        scheduler=scheduler("EulerAncestralDiscrete"),
    ),
    PipelineCase(
        "mask-dpm",
        "a flower",
        "blue",
        seed=15,
        steps=10,
        strength=0.6,
        image="small",
        mask="soft",
        scheduler=scheduler("DPMSolverMultistep"),
    ),
    PipelineCase("mask-heun", "a sun", seed=18, steps=6, strength=1.0, image="disc", mask="half", scheduler=scheduler("HeunDiscrete")),
]

CASES = TEXT_TO_IMAGE + IMAGE_TO_IMAGE + INPAINTING
