"""`--find-lr`: a short run whose learning rate rises from step to step (Smith 2017, arXiv 1506.01186)."""

import math
from dataclasses import dataclass
from pathlib import Path

from torch.nn.utils import clip_grad_norm_

from . import charts
from .trainer import Trainer

LOWEST, HIGHEST, SMOOTHING = 1e-6, 1.0, 0.8


@dataclass(frozen=True)
class Sweep:
    points: list[tuple[float, float]]
    """Learning rate, smoothed loss."""
    suggestion: float
    """A third of the learning rate at which the smoothed loss was lowest."""


def sweep(trainer: Trainer, task, settings, steps: int) -> Sweep:
    """Trains the task's weights; they are of no use afterwards. Ends early where the loss is four times its lowest, or not finite."""
    player = task.players[0]
    optimizer, points, smoothed = trainer.optimizer(player), [], 0.0
    for step in range(steps):
        rate = LOWEST * (HIGHEST / LOWEST) ** (step / (steps - 1))
        loss = trainer.gradients(step)["loss"]
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * loss
        mean = smoothed / (1 - SMOOTHING ** (step + 1))
        if not math.isfinite(loss) or (points and mean > 4 * min(value for _, value in points)):
            break
        points.append((rate, mean))
        clip_grad_norm_(player.parameters.values(), settings.optimizer.clip_norm or math.inf)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        for other in task.players:
            for parameter in other.parameters.values():
                parameter.grad = None
    charts.draw(Path(settings.run.folder) / "learning-rates.png", {"loss": points}, "learning rate", log_x=True)
    return Sweep(points, min(points, key=lambda point: point[1])[0] / 3 if points else LOWEST)
