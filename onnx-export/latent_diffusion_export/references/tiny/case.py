"""One run of a diffusers pipeline, described so that C# can repeat it, and its result."""

import inspect
from dataclasses import dataclass, field
from typing import Any

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
    """Argument name -> uint8 array [height, width(, 3)]."""

    def describe(self) -> dict[str, Any]:
        return {"name": self.name, "pipeline": self.pipeline, "arguments": self.arguments, "seeds": list(self.seeds),
                "scheduler": self.scheduler, "images": list(self.images)}

    def run(self, components: dict[str, Any]) -> dict[str, torch.Tensor]:
        """The final latents (float32) and the images (uint8, [n, height, width, 3]), and the input images."""
        import diffusers

        components = components | {"scheduler": self._scheduler(components["scheduler"])}
        pipeline = _construct(getattr(diffusers, self.pipeline), components)
        pipeline.set_progress_bar_config(disable=True)
        count = len(self.seeds)
        arguments = {k: [v] * count if k in ("prompt", "negative_prompt") and isinstance(v, str) else v for k, v in self.arguments.items()}
        arguments |= {name: Image.fromarray(array) for name, array in self.images.items()}

        def call(output: str):
            generators = [torch.Generator().manual_seed(seed) for seed in self.seeds]
            return pipeline(**arguments, generator=generators, output_type=output, return_dict=False)[0]

        images = torch.from_numpy((np.asarray(call("np")) * 255).round().astype(np.uint8))
        tensors = {"latents": call("latent").float(), "images": images}
        tensors |= {name: torch.from_numpy(array) for name, array in self.images.items()}
        return {name: tensor.contiguous() for name, tensor in tensors.items()}

    def _scheduler(self, default):
        import diffusers

        class_ = getattr(diffusers, self.scheduler.get("_class_name", type(default).__name__))
        return class_.from_config({**default.config, **self.scheduler})


def _construct(class_, components):
    names = inspect.signature(class_.__init__).parameters
    given = {name: component for name, component in components.items() if name in names}
    return class_(**given, **({"requires_safety_checker": False} if "requires_safety_checker" in names else {}))


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
