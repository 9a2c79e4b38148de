"""When a run counts as failed. Nothing is done about it here: stability is one of the things that are compared."""

import torch

from ..result.diversity import mean_distance

SMALLEST_DIVERSITY = 0.2
"""As `diversity.minimum` of other runs."""

DEFINITION = (
    "A run fails if a loss, a gradient or a drawn picture is not finite; if its pictures collapse, differing less than "
    f"{SMALLEST_DIVERSITY:g} times as much from one another as training pictures do (at 16x16 pixels); or if it learnt nothing: its KID, "
    "which does not depend on how many pictures there are, is not below that of noise with the training pictures' mean and deviation at "
    "each pixel.")


def diversity(drawn: torch.Tensor, real: torch.Tensor) -> float:
    return mean_distance(drawn) / max(mean_distance(real), 1e-12)


def of_pictures(drawn: torch.Tensor, real: torch.Tensor) -> str | None:
    if not drawn.isfinite().all():
        return "drawn pictures are not finite"
    ratio = diversity(drawn, real)
    if ratio < SMALLEST_DIVERSITY:
        return f"collapse: drawn pictures differ {ratio:.3f} times as much as training pictures"
    return None
