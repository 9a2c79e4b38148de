"""Judges each step before it is taken, and says when the weights must go back to the last good average."""

import math
import statistics
from collections import deque
from enum import StrEnum
from typing import Any

from ..configuration.run_sections import Guard as Options


class Verdict(StrEnum):
    GOOD = "good"
    SKIP = "skip"
    """Leave this step out."""
    ROLL_BACK = "roll back"
    """Leave it out, take the last good average, and lower the learning rate."""
    GIVE_UP = "give up"


# Small batches have losses that vary widely from step to step; what lies within so many deviations is no fault.
_SPIKE_DEVIATIONS, _DIVERGENCE_DEVIATIONS = 8, 6
_LONG_WINDOWS = 10


class Guard:
    """Numbers only: the weights are the trainer's. A step's loss is compared with the mean of the last `window` losses, and that mean with
    the lowest mean of ten times as many."""

    def __init__(self, options: Options):
        self._options = options
        self._recent: deque[float] = deque(maxlen=_LONG_WINDOWS * options.window)
        self._lowest_mean = math.inf
        self._bad_in_a_row = 0
        self.skipped = 0
        self.rollbacks = 0
        self.reason = ""
        """Why the last step was bad."""

    @property
    def learning_rate_factor(self) -> float:
        return self._options.learning_rate_factor ** self.rollbacks

    def judge(self, loss: float, gradient_norm: float) -> Verdict:
        if not math.isfinite(loss):
            return self._bad(f"the loss is {loss}")
        if not math.isfinite(gradient_norm):
            return self._bad(f"the gradient is {gradient_norm}")
        if self._is_full:
            mean, deviation = self._last()
            if loss > max(self._options.spike_factor * mean, mean + _SPIKE_DEVIATIONS * deviation):
                return self._bad(f"the loss {loss:.4g} is a spike above its mean {mean:.4g}")
        self._bad_in_a_row = 0
        self._recent.append(loss)
        return self._roll_back() if self._is_full and self._diverged() else Verdict.GOOD

    def is_good_moment(self, step: int) -> bool:
        """Whether the average after this step may count as good: nothing bad lately, and the mean is near its lowest."""
        near = not self._is_full or self._last()[0] <= (1 + self._options.divergence_factor) / 2 * self._lowest_mean
        return step % self._options.good_every == 0 and self._bad_in_a_row == 0 and near

    def state(self) -> dict[str, Any]:
        return {"recent": list(self._recent), "lowest_mean": self._lowest_mean, "bad_in_a_row": self._bad_in_a_row,
                "skipped": self.skipped, "rollbacks": self.rollbacks}

    def restore(self, state: dict[str, Any]) -> None:
        self._recent = deque(state["recent"], maxlen=self._recent.maxlen)
        self._lowest_mean, self._bad_in_a_row = state["lowest_mean"], state["bad_in_a_row"]
        self.skipped, self.rollbacks = state["skipped"], state["rollbacks"]

    @property
    def _is_full(self) -> bool:
        return len(self._recent) >= self._options.window

    def _last(self) -> tuple[float, float]:
        """Mean and standard deviation of the last window."""
        last = list(self._recent)[-self._options.window:]
        return statistics.fmean(last), statistics.stdev(last)

    def _diverged(self) -> bool:
        mean, deviation = self._last()
        self._lowest_mean = min(self._lowest_mean, statistics.fmean(self._recent))
        error = deviation / self._options.window ** 0.5
        self.reason = f"the loss's mean rose from {self._lowest_mean:.4g} to {mean:.4g}"
        return mean > max(self._options.divergence_factor * self._lowest_mean, self._lowest_mean + _DIVERGENCE_DEVIATIONS * error)

    def _bad(self, reason: str) -> Verdict:
        self.reason = reason
        self._bad_in_a_row += 1
        if self._bad_in_a_row >= self._options.rollback_after:
            return self._roll_back()
        self.skipped += 1
        return Verdict.SKIP

    def _roll_back(self) -> Verdict:
        self.skipped += 1
        if self.rollbacks >= self._options.largest_rollbacks:
            return Verdict.GIVE_UP
        self.rollbacks += 1
        self._bad_in_a_row = 0
        self._recent.clear()  # the mean of what led here says nothing about the weights that return
        return Verdict.ROLL_BACK
