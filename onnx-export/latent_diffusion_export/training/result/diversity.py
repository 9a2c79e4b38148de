"""The watch for mode collapse."""

import torch
import torch.nn.functional as F

_SIDE = 16


class Diversity:
    def __init__(self, context):
        self._options, self._steps = context.settings.diversity, context.settings.run.steps
        records = context.pictures.records[:: max(1, len(context.pictures) // 64)][:64]
        self._of_training_set = mean_distance(context.pictures.plain(records))

    def ratio(self, pictures: torch.Tensor) -> float:
        return mean_distance(pictures) / max(self._of_training_set, 1e-12)

    def alarm(self, pictures: torch.Tensor, step: int) -> str | None:
        """What is wrong, or None."""
        if not pictures.isfinite().all():
            return "samples are not finite"
        ratio = self.ratio(pictures)
        if step < self._options.start * self._steps or ratio >= self._options.minimum:
            return None
        return (f"mode collapse: samples differ {ratio:.3f} times as much as training pictures do, less than {self._options.minimum:g} "
                "(diversity.minimum)")


def mean_distance(pictures: torch.Tensor) -> float:
    """Mean root-mean-square difference between two of the pictures, at 16x16 pixels."""
    small = F.adaptive_avg_pool2d(pictures.float(), _SIDE).flatten(1)
    return float(torch.pdist(small).mean()) / small.shape[1] ** 0.5 if len(small) > 1 else 0.0
