"""What the trainer, the export and the comparison need of a technique."""

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import nn

from ....onnx_graph.graph import Graph
from ...random_streams import Purpose, seed_of
from ..pictures import PictureBank
from ..settings import Settings

Losses = Iterator[tuple["Player", torch.Tensor, dict[str, torch.Tensor]]]


@dataclass(frozen=True)
class Player:
    """Weights with an Adam of their own."""

    module: nn.Module
    learning_rate: float
    betas: tuple[float, float] = (0.9, 0.99)
    weight_decay: float = 0.0


class Stage(ABC):
    """A part of the training with its share of the budget."""

    share: float
    players: list[Player]
    """The first is the model, of whose weights the moving average is kept and drawn with."""
    decays = True
    """Whether the learning rates rise at first and fall to 0 at the end."""

    def begin(self) -> None:
        """What must be computed before the first step; it counts towards the budget."""

    @abstractmethod
    def losses(self, step: int) -> Losses:
        """For each player in turn its loss, and numbers for the log. The trainer takes the player's step before it asks for the next."""

    def end(self) -> None:
        """When the average has become the weights."""


class Technique(ABC):
    name: str

    def __init__(self, settings: Settings, pictures: PictureBank, device: torch.device):
        self.settings, self.pictures, self.device = settings, pictures, device
        self.modules = nn.ModuleDict()
        torch.manual_seed(seed_of(settings.seed, Purpose.WEIGHTS))

    @property
    @abstractmethod
    def stages(self) -> list[Stage]:
        """In their order."""

    @abstractmethod
    def sample(self, count: int, seed: int) -> torch.Tensor:
        """float32 [count, 3, size, size] in about -1..1. Picture i depends on `seed + i` alone, in PyTorch's generator, as in C#."""

    @abstractmethod
    def graphs(self) -> list[Graph]:
        """What is exported, on the processor and in evaluation mode."""

    @abstractmethod
    def description(self) -> dict:
        """What technique.json says beside name and size."""

    @property
    @abstractmethod
    def drawn_with(self) -> list[nn.Module]:
        """The networks that drawing a picture takes; encoders and discriminators are for training."""

    @property
    def scheduler(self):
        """The diffusers scheduler that goes beside the graphs, where there is one."""
        return None

    @property
    def index(self) -> dict | None:
        """The model_index.json of the folder, where it is a diffusers pipeline as well."""
        return None

    @property
    def precision(self) -> str:
        automatic = "bfloat16" if self.device.type == "cuda" else "float32"
        return automatic if self.settings.precision == "auto" else self.settings.precision

    def autocast(self):
        return torch.autocast(self.device.type, torch.bfloat16) if self.precision == "bfloat16" else contextlib.nullcontext()

    def add(self, name: str, module: nn.Module) -> nn.Module:
        self.modules[name] = module.to(self.device, memory_format=torch.channels_last)
        return self.modules[name]


def noise(count: int, shape: tuple[int, ...], seed: int) -> torch.Tensor:
    """Unit normal, a generator for each picture."""
    return torch.stack([torch.randn(shape, generator=torch.Generator().manual_seed(seed + i)) for i in range(count)])

