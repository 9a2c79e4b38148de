"""The exponential moving average of the weights."""

import contextlib

import torch
from torch import nn


class Ema:
    def __init__(self, parameters: list[nn.Parameter], decay: float):
        self._parameters, self._decay = parameters, decay
        self.average = [parameter.detach().clone() for parameter in parameters]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """After `step` (from 1) steps; short at first, so that the first weights are soon forgotten."""
        decay = min(self._decay, (1 + step) / (10 + step))
        torch._foreach_lerp_(self.average, self._parameters, 1 - decay)

    @torch.no_grad()
    def set(self, values: list[torch.Tensor]) -> None:
        torch._foreach_copy_(self.average, values)

    @contextlib.contextmanager
    def in_place(self, wanted: bool = True):
        """The model with the average as its weights."""
        if not wanted:
            yield
            return
        kept = [parameter.detach().clone() for parameter in self._parameters]
        copy(self.average, self._parameters)
        try:
            yield
        finally:
            copy(kept, self._parameters)


@torch.no_grad()
def copy(source: list[torch.Tensor], destination: list[nn.Parameter]) -> None:
    torch._foreach_copy_(destination, source)
