"""What the trainer needs of a task."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import nn


@dataclass(frozen=True)
class Player:
    """Weights with an optimizer of their own. The first player of a task is the model; a second is a discriminator."""

    name: str
    parameters: dict[str, nn.Parameter]
    learning_rate: float


@dataclass(frozen=True)
class Places:
    """The places of one batch in the run's endless sequence of pictures."""

    first: int
    count: int
    all_processes: int
    """Pictures of this batch in all processes together."""

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.first + self.count))


class Task(ABC):
    players: list[Player]

    @abstractmethod
    def losses(self, step: int, places: Places) -> Iterator[tuple[Player, torch.Tensor, dict[str, torch.Tensor]]]:
        """For each player that takes part in this step: its loss, and the numbers to report. The first player's have `loss`, which the
        guard judges. The trainer goes backward before it asks for the next."""

    @abstractmethod
    def draw(self, step: int) -> tuple[Image.Image, list[str]]:
        """A grid of samples, and alarms."""

    @abstractmethod
    def finish(self, folder: Path) -> None:
        """Writes the model, its measurements and its card."""


def trainable(**modules: nn.Module) -> dict[str, nn.Parameter]:
    return {f"{prefix}.{name}": parameter for prefix, module in modules.items() for name, parameter in module.named_parameters()
            if parameter.requires_grad}
