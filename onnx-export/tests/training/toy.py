"""A task with one matrix: what the trainer does, without a model."""

import torch
from torch import nn
from PIL import Image

from latent_diffusion_export.training.configuration import AutoencoderRun, build
from latent_diffusion_export.training.tasks.task import Player, Task


class Toy(Task):
    """Learns y = Wx for a fixed W; `spoil(step, loss)` may change the loss."""

    def __init__(self, settings, spoil=lambda step, loss: loss):
        torch.manual_seed(0)
        self.weight, self._wanted, self._spoil, self.steps_seen = nn.Parameter(torch.zeros(8, 8)), torch.randn(8, 8), spoil, []
        self.players = [Player("toy", {"weight": self.weight}, settings.optimizer.learning_rate)]

    def losses(self, step, places):
        self.steps_seen.append(step)
        x = torch.stack([torch.randn(8, generator=torch.Generator().manual_seed(place)) for place in places])
        loss = self._spoil(step, (x @ (self.weight - self._wanted)).square().mean())
        yield self.players[0], loss, {"loss": loss}

    def draw(self, step):
        return Image.new("RGB", (8, 8)), []

    def finish(self, folder):
        (folder / "finished").write_text("yes")


def toy_run(folder, steps=120, **sections):
    base = {"run": {"folder": str(folder), "steps": steps, "sample_every": 0, "checkpoint_every": 10, "log_every": 10},
            "data": {"folder": "unused", "batch_size": 8},
            "optimizer": {"learning_rate": 0.02, "warmup_steps": 0, "decay": "constant", "weight_decay": 0.0},
            "ema": {"decay": 0.9}, "guard": {"window": 5, "good_every": 5}}
    return build(AutoencoderRun, {name: base.get(name, {}) | sections.get(name, {}) for name in base.keys() | sections.keys()}, "toy")
