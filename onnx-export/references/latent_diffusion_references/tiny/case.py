"""One run of a diffusers pipeline, described so that C# can repeat it, and its result."""

import functools
import inspect
from dataclasses import dataclass, field
from typing import Any

import diffusers
import numpy as np
import torch
from PIL import Image


@dataclass(frozen=True)
class Case:
    """`arguments` go to the diffusers pipeline as they are; `images` are made by `picture` and `mask`; each seed is one image."""

    name: str
    pipeline: str
    arguments: dict[str, Any]
    seeds: tuple[int, ...] = (0,)
    scheduler: dict[str, Any] = field(default_factory=dict)
    """Options over the folder's scheduler, with `_class_name` for another class."""
    images: dict[str, Any] = field(default_factory=dict)
    """Argument name -> uint8 array [height, width(, 3)], or a list of them for several ControlNets."""
    tensors: dict[str, torch.Tensor] = field(default_factory=dict)
    """Arguments that are tensors already, such as the latents that a refiner takes over."""

    without: tuple[str, ...] = ()
    """Components left out of the model."""

    def describe(self) -> dict[str, Any]:
        return {"name": self.name, "pipeline": self.pipeline, "arguments": self.arguments, "seeds": list(self.seeds),
                "scheduler": self.scheduler, "inputs": list(self._inputs()), "without": list(self.without)}

    def run(self, model) -> dict[str, torch.Tensor]:
        """The final latents (float32), the images (uint8, [n, height, width, 3]) and the inputs."""
        pipeline = self.pipeline_on(model)
        count = len(self.seeds)
        arguments = {k: [v] * count if k in ("prompt", "negative_prompt") else v for k, v in self.arguments.items()} | self.tensors
        for name, array in self.images.items():
            arguments[name] = [*map(Image.fromarray, array)] if isinstance(array, list) else [Image.fromarray(array)] * count

        arguments |= {"output_type": "np", "return_dict": False}
        images = pipeline(**arguments, generator=self._generators())[0]
        if "LDM" in self.pipeline:
            latents = _last_step(pipeline, arguments | {"generator": self._generators()})
        else:
            latents = pipeline(**arguments | {"output_type": "latent"}, generator=self._generators())[0]
        tensors = {"latents": latents.float(), "images": torch.from_numpy((np.asarray(images) * 255).round().astype(np.uint8))}
        return {name: tensor.contiguous() for name, tensor in (tensors | self._inputs()).items()}

    def _generators(self) -> list[torch.Generator]:
        return [torch.Generator().manual_seed(seed) for seed in self.seeds]

    def _inputs(self) -> dict[str, torch.Tensor]:
        arrays = {}
        for name, array in self.images.items():
            arrays |= {f"{name}.{i}": part for i, part in enumerate(array)} if isinstance(array, list) else {name: array}
        return {name: torch.from_numpy(array) for name, array in arrays.items()} | self.tensors

    def pipeline_on(self, model):
        """The case's pipeline and scheduler with the model's components and options."""
        class_ = getattr(diffusers, self.pipeline)
        names = inspect.signature(class_.__init__).parameters
        given = {name: value for name, value in {**model.config, **model.components}.items() if name in names}
        scheduler = getattr(diffusers, self.scheduler.get("_class_name", type(model.scheduler).__name__))
        given |= dict.fromkeys(self.without)
        # Without this list the configuration is the one in the exported folder: there every option counts as chosen, also the class's
        # defaults.
        config = {name: value for name, value in model.scheduler.config.items() if name != "_use_default_values"}
        given["scheduler"] = scheduler.from_config(config | self.scheduler)
        pipeline = class_(**given)
        pipeline.set_progress_bar_config(disable=True)
        return pipeline


def _last_step(pipeline, arguments) -> torch.Tensor:
    """What the scheduler returns last, for the pipelines that cannot return latents."""
    samples, step = [], pipeline.scheduler.step

    @functools.wraps(step)
    def recorded(*positional, **named):
        result = step(*positional, **named)
        samples.append(result.prev_sample)
        return result

    pipeline.scheduler.step = recorded
    pipeline(**arguments)
    return samples[-1]


def picture(height: int, width: int, seed: int) -> np.ndarray:
    """A smooth coloured picture with some grain."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand((1, 3, 4, 4), generator=generator)
    image = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic", align_corners=True)
    image = image + 0.05 * torch.randn((1, 3, height, width), generator=generator)
    return (image.clamp(0, 1)[0].permute(1, 2, 0) * 255).round().byte().numpy()


def mask(height: int, width: int) -> np.ndarray:
    """White (to be painted) in an off-centre box."""
    array = np.zeros((height, width), np.uint8)
    array[height // 4:height * 3 // 4, width // 3:] = 255
    return array
