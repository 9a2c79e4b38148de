"""What a classifier sees, and when. A way to train is one line of `CATALOGUE`."""

from dataclasses import dataclass

_MIXED = 0.5
"""Of the pictures are synthetic where both kinds are trained on: the probability in DA-Fusion (arXiv 2302.07944)."""


@dataclass(frozen=True)
class Part:
    share: float
    """The probability of drawing a synthetic picture rather than a real one."""
    until: float
    """Where it ends, as a part of all steps."""


@dataclass(frozen=True)
class Regime:
    words: str
    parts: tuple[Part, ...]

    @property
    def needs_all_classes(self) -> bool:
        """Of the synthetic set: whether there are steps without real pictures."""
        return any(part.share == 1 for part in self.parts)

    def share(self, progress: float) -> float:
        """At a progress from 0 to 1."""
        return next(part.share for part in self.parts if progress < part.until)


BASELINE = "real"
CATALOGUE = {
    BASELINE: Regime("real pictures only", (Part(0, 1),)),
    "synthetic": Regime("synthetic pictures only", (Part(1, 1),)),
    "both": Regime("half of each batch real, half synthetic", (Part(_MIXED, 1),)),
    "finetune": Regime("the first half of the steps on synthetic pictures, the second on real ones", (Part(1, 0.5), Part(0, 1))),
}
