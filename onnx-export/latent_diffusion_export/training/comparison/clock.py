"""What the budget is counted with."""

import time


class BudgetClock:
    """Counts while it runs. Checkpoints, logs and samples are made while it is stopped."""

    def __init__(self, kind: str, spent: float = 0.0):
        self._now = {"wall": time.perf_counter, "processor": time.process_time, "steps": lambda: 0.0}[kind]
        self._per_step = 1.0 if kind == "steps" else 0.0
        self._spent, self._since = spent, None

    @property
    def spent(self) -> float:
        return self._spent + (self._now() - self._since if self._since is not None else 0.0)

    def __enter__(self) -> "BudgetClock":
        self._since = self._now()
        return self

    def __exit__(self, *_) -> None:
        self._spent, self._since = self.spent, None

    def count_step(self) -> None:
        self._spent += self._per_step
