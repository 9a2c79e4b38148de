"""Accuracies and their intervals: a bootstrap over both seeds and held-out pictures, in which all ways keep the same of each."""

from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
_RESAMPLES = 4000


@dataclass(frozen=True)
class Estimate:
    value: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Of a difference."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else "no difference seen"


@dataclass(frozen=True)
class Measures:
    """Of one way to train; as differences, from the baseline's."""

    scarce: Estimate | None
    """Mean accuracy of the scarce classes; None: there are none."""
    macro: Estimate
    """Mean accuracy of all classes."""
    overall: Estimate
    """Part of all held-out pictures that is right."""


def measures(right: dict[str, np.ndarray], labels: np.ndarray, scarce: list[int], baseline: str) -> dict[str, tuple[Measures, Measures]]:
    """Each way's measures and their differences from the baseline's, by its name.

    `right`: bool [seeds, pictures], of each way whether seed and picture agree; the seeds of all are the same. `labels`: [pictures].
    """
    names = list(right)
    stacked = np.stack([right[name] for name in names]).astype(np.float64)
    random = np.random.default_rng(0)
    classes = int(labels.max()) + 1
    members = [np.flatnonzero(labels == label) for label in range(classes)]
    point = _accuracies(stacked.mean(1), members)
    resampled = np.stack([
        _accuracies(stacked[:, random.integers(stacked.shape[1], size=stacked.shape[1])].mean(1),
                    [random.choice(member, len(member)) for member in members]) for _ in range(_RESAMPLES)])
    base = names.index(baseline)
    sizes = np.array([len(member) for member in members]) / len(labels)
    weights = {"macro": np.full(classes, 1 / classes), "overall": sizes}
    if scarce:
        weights["scarce"] = np.isin(np.arange(classes), scarce) / len(scarce)

    def estimates(values: np.ndarray, samples: np.ndarray) -> Measures:
        found = {name: Estimate(float(values @ weight), *_interval(samples @ weight)) for name, weight in weights.items()}
        return Measures(found.get("scarce"), found["macro"], found["overall"])

    return {name: (estimates(point[i], resampled[:, i]), estimates(point[i] - point[base], resampled[:, i] - resampled[:, base]))
            for i, name in enumerate(names)}


def _accuracies(right: np.ndarray, members: list[np.ndarray]) -> np.ndarray:
    """[ways, classes] of [ways, pictures]."""
    return np.stack([right[:, member].mean(1) for member in members], 1)


def _interval(samples: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
