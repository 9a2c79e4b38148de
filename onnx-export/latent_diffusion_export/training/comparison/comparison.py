"""The comparison's own settings, and what lies where in its folder."""

from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import ExportError
from . import techniques
from .settings import Settings


@dataclass(frozen=True)
class Comparison:
    folder: Path
    settings: Settings
    """Of the first seed, whose pictures make the table."""
    techniques: tuple[str, ...] = tuple(techniques.CATALOGUE)
    seeds: int = 3
    """How many seeds each technique is trained with, to see how many fail."""
    other_budget: float | None = None
    """Of the seeds after the first; None: the same."""
    count: int = 1000
    """Pictures of the first seed that are measured."""
    other_count: int = 300
    """Of the others."""

    def __post_init__(self):
        for name in self.techniques:
            techniques.class_of(name)
        if len(set(self.techniques)) < max(1, len(self.techniques)):
            raise ExportError(f"techniques are {', '.join(self.techniques) or 'none'}; name one or more, each once")
        self.settings_of(1)  # which says what is wrong with the other budget before anything is trained
        for name, lowest in (("seeds", 1), ("count", 16), ("other_count", 16)):
            if getattr(self, name) < lowest:
                raise ExportError(f"{name} is {getattr(self, name)}; it must be {lowest} or more")

    @property
    def runs(self) -> list[tuple[str, int]]:
        """The first seed of every technique comes first."""
        return [(name, seed) for seed in range(self.seeds) for name in self.techniques]

    def settings_of(self, seed: int) -> Settings:
        budget = self.settings.budget if seed == 0 or self.other_budget is None else self.other_budget
        return replace(self.settings, seed=seed, budget=budget)

    def count_of(self, seed: int) -> int:
        return self.count if seed == 0 else self.other_count

    def folder_of(self, name: str, seed: int) -> Path:
        return self.folder / "runs" / f"{name}-{seed}"
