"""One classifier. Every batch has as many pictures of each class as of any other, so that scarcity alone is no disadvantage: synthetic
pictures have to be better than the same real ones seen more often, moved, mirrored, zoomed and lit anew."""

import math

import torch
import torch.nn.functional as F

from ...errors import ExportError
from ..loop.interruption import Interruption
from ..loop.processes import device_of
from ..random_streams import Purpose, generator, seed_of
from .classifier import Classifier, predictions
from .labelled import Labelled
from .regimes import Regime
from .settings import Settings

_WARMUP, _WEIGHT_DECAY = 0.05, 1e-2
_SHIFT, _ZOOM, _LIGHT = 0.1, 0.15, 0.2
"""Of variation: parts of the side, and of the brightness."""


class Pool:
    """Pictures to draw from, real and synthetic."""

    def __init__(self, real: Labelled, synthetic: Labelled):
        self.pixels = torch.cat([real.pixels, synthetic.pixels])
        labels = torch.cat([real.labels, synthetic.labels])
        is_synthetic = torch.arange(len(labels)) >= len(real)
        self._indices = [[(labels == label).logical_and(is_synthetic == kind).nonzero()[:, 0] for label in range(len(real.classes))]
                         for kind in (False, True)]
        self._classes = len(real.classes)

    def batch(self, count: int, share: float, random: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Indices and labels. A class that has pictures of one kind only gives those of that kind."""
        labels = torch.arange(count).add(int(torch.randint(self._classes, (), generator=random))) % self._classes
        synthetic, places = torch.rand(count, generator=random) < share, torch.rand(count, generator=random, dtype=torch.float64)
        indices = []
        for label, kind, place in zip(labels.tolist(), synthetic.tolist(), places.tolist()):
            found = self._indices[kind][label]
            found = found if len(found) or share == 1 else self._indices[not kind][label]
            indices.append(found[int(place * len(found))])
        return torch.stack(indices), labels


def train(regime: Regime, pool: Pool, held_out: Labelled, settings: Settings, seed: int, interruption: Interruption) -> list[int] | None:
    """The classes it gives the held-out pictures; None: interrupted."""
    device = device_of(settings.device)
    torch.manual_seed(seed_of(seed, Purpose.WEIGHTS))
    network = Classifier(settings.size, settings.width, len(held_out.classes)).to(device).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=settings.learning_rate, weight_decay=_WEIGHT_DECAY)
    for step in range(settings.steps):
        if interruption.requested:
            return None
        progress = step / settings.steps
        indices, labels = pool.batch(settings.batch_size, regime.share(progress), generator(seed, Purpose.ORDER, step))
        pixels = varied(pool.pixels[indices].float() / 127.5 - 1, settings.mirror, generator(seed, Purpose.AUGMENTATION, step))
        factor = min(1.0, (progress + 1 / settings.steps) / _WARMUP) * (1 + math.cos(math.pi * progress)) / 2
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * factor
        loss = F.cross_entropy(network(pixels.to(device)), labels.to(device))
        if not math.isfinite(float(loss.detach())):
            raise ExportError(f"step {step + 1} of a classifier: the loss is {float(loss.detach()):g}; give a lower --learning-rate")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return predictions(network, held_out.pixels, device)


def varied(pixels: torch.Tensor, mirror: bool, random: torch.Generator) -> torch.Tensor:
    """[n, 3, size, size] in -1..1, each moved, zoomed, perhaps mirrored, and made lighter or darker."""
    count = len(pixels)

    def between(most: float) -> torch.Tensor:
        return (2 * torch.rand(count, generator=random) - 1) * most

    flips = 1 - 2 * (torch.rand(count, generator=random) < 0.5).float() * mirror
    zooms, across, down, light = 1 + between(_ZOOM), between(_SHIFT), between(_SHIFT), 1 + between(_LIGHT)
    zeros = torch.zeros(count)
    places = torch.stack([torch.stack([zooms * flips, zeros, 2 * across], 1), torch.stack([zeros, zooms, 2 * down], 1)], 1)
    moved = F.grid_sample(pixels, F.affine_grid(places, list(pixels.shape), align_corners=False), padding_mode="border",
                          align_corners=False)
    return ((moved + 1) * light[:, None, None, None] - 1).clamp(-1, 1)
