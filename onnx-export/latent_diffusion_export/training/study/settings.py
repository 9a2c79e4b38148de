"""What every classifier of a study is given."""

from dataclasses import dataclass
from pathlib import Path

from ...errors import ExportError
from ..limits import DEVICES, require_multiple, require_one_of, require_within

LIMITS = {"seeds": (2, 1000), "steps": (2, 10_000_000), "size": (16, 256), "width": (8, 512), "batch_size": (2, 4096), "threads": (0, 1024)}


@dataclass(frozen=True)
class Settings:
    real: Path
    """A folder with one folder of pictures for each class, as are the other two."""
    synthetic: Path
    held_out: Path
    """Real pictures that neither the classifiers nor the model that drew has seen."""
    scarce: tuple[str, ...] = ()
    """The classes that the question is about; none: those with less than half of the median number of real pictures."""
    seeds: int = 10
    """How many classifiers are trained in each way."""
    steps: int = 600
    """Optimizer steps of a classifier, the same in every way."""
    size: int = 32
    """Side to which pictures are reduced."""
    width: int = 16
    """Channels of the first layer."""
    batch_size: int = 32
    learning_rate: float = 3e-3
    mirror: bool = True
    """Whether a mirrored picture is still one of its class."""
    threads: int = 0
    """0: PyTorch's own choice."""
    device: str = "auto"

    def __post_init__(self):
        require_within(self, LIMITS)
        require_multiple(self, "width", 8)
        if not 0 < self.learning_rate < float("inf"):
            raise ExportError(f"learning_rate is {self.learning_rate}; it must be above 0")
        require_one_of(self, "device", DEVICES)

    def of_a_run(self) -> dict:
        """What decides on the predictions of a run, but for the pictures."""
        return {name: getattr(self, name) for name in ("steps", "size", "width", "batch_size", "learning_rate", "mirror")}
