"""What a task is given beside its own sections: where it runs, on which pictures, in which precision."""

import contextlib
from dataclasses import dataclass

import torch
from torch import nn

from ..data.training_set import TrainingSet
from ..loop.processes import Processes


@dataclass(frozen=True)
class Context:
    settings: object
    pictures: TrainingSet
    processes: Processes

    @property
    def device(self) -> torch.device:
        return self.processes.device

    @property
    def seed(self) -> int:
        return self.settings.run.seed

    def autocast(self):
        """The precision of forward and backward."""
        half = self.settings.run.precision == "bfloat16"
        return torch.autocast(self.device.type, torch.bfloat16) if half else contextlib.nullcontext()

    def compiled(self, module: nn.Module) -> nn.Module:
        """The module for training; its weights are the same objects."""
        wanted = self.settings.run.compile
        return torch.compile(module) if wanted == "on" or (wanted == "auto" and self.device.type == "cuda") else module
