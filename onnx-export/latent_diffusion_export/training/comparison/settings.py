"""What every technique of a comparison is given."""

from dataclasses import dataclass
from pathlib import Path

from ...errors import ExportError
from ..limits import DEVICES, require_multiple, require_one_of, require_within

CLOCKS = ("wall", "processor", "steps")
PRECISIONS = ("auto", "bfloat16", "float32")
_IN_RESULTS = ("data", "budget", "clock", "size", "batch_size", "width", "seed", "held_out")
LIMITS = {"size": (16, 256), "batch_size": (2, 1024), "width": (8, 512), "held_out": (2, 1_000_000), "threads": (0, 1024)}


@dataclass(frozen=True)
class Settings:
    data: Path
    """A folder of pictures, as for all training."""
    budget: float = 300.0
    """Seconds of training by the clock; with the clock `steps`, optimizer steps."""
    clock: str = "wall"
    """`wall`, or `processor`: the time that this process has computed, for a machine that others use too; or `steps`, for tests."""
    size: int = 64
    """Side of the pictures, a power of two."""
    batch_size: int = 32
    width: int = 32
    """Channels from which each network derives its own."""
    seed: int = 0
    held_out: int = 1000
    """Pictures that are not trained on but compared with; at most a tenth of the set. They are the same for all seeds."""
    threads: int = 0
    """0: PyTorch's own choice."""
    device: str = "auto"
    precision: str = "auto"
    """Of forward and backward: bfloat16 or float32; auto: bfloat16 on a GPU. On a processor, networks as small as these are faster in
    float32. Weights are float32."""
    checkpoint_every: float = 60.0
    """Seconds of the budget between checkpoints; with the clock `steps`, steps."""

    def __post_init__(self):
        require_within(self, LIMITS)
        if self.size & (self.size - 1):
            raise ExportError(f"size is {self.size}; it must be a power of two")
        require_multiple(self, "width", 8)
        if not 0 < self.budget < float("inf"):
            raise ExportError(f"the budget is {self.budget}; it must be above 0")
        for name, choices in (("clock", CLOCKS), ("precision", PRECISIONS), ("device", DEVICES)):
            require_one_of(self, name, choices)

    def differs_from(self, result: dict) -> str:
        """In which settings a finished run's result has others, or an empty string. Results of old versions do not say all of them."""
        return changes({name: str(result[name]) for name in _IN_RESULTS if name in result}, self.identity())

    def identity(self) -> dict:
        """What a run must have begun with to go on; the rest may change between."""
        return {name: str(getattr(self, name)) for name in (*_IN_RESULTS, "precision")}


def changes(before: dict, now: dict) -> str:
    """What is there before and different now."""
    return ", ".join(f"{name} (was {was}, is {now[name]})" for name, was in before.items() if was != now[name])
