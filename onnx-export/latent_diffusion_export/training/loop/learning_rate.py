"""The learning rate of a step."""

import math

from ..configuration.run_sections import Optimizer


def factor(step: int, steps: int, options: Optimizer) -> float:
    """What the configured learning rate is multiplied by at `step` (from 0) of `steps`."""
    if step < options.warmup_steps:
        return (step + 1) / options.warmup_steps
    begin = max(options.warmup_steps, options.decay_start * steps)
    if options.decay == "constant" or step < begin or steps - 1 <= begin:
        return 1.0
    done = (step - begin) / (steps - 1 - begin)
    left = 1 - done if options.decay == "linear" else 0.5 * (1 + math.cos(math.pi * done))
    return options.final_factor + (1 - options.final_factor) * left
