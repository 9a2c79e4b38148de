"""What is said of the techniques, each with who says it and a rule that the numbers keep or break."""

from collections.abc import Callable
from dataclasses import dataclass

TRILEMMA = "Xiao et al. 2022, arXiv 2112.07804"
LATENT = "Rombach et al. 2022, arXiv 2112.10752"
ORDER = "van den Oord et al. 2016, arXiv 1601.06759"

Rows = dict[str, dict]
"""The first seed's row of each technique, with `failed`, how many of its seeds failed."""


_NAMES = {"kid": "KID", "recall": "recall", "seconds_each": "seconds of a picture"}


@dataclass(frozen=True)
class Claim:
    technique: str
    about: str
    words: str
    source: str
    rule: str
    holds: Callable[[Rows], bool]


def _among(technique: str, measure: str, best: bool, lower_is_better: bool) -> Callable[[Rows], bool]:
    """Whether it is among the better, or the worse, half of the techniques, the middle one and equal ones not counted."""
    def holds(rows: Rows) -> bool:
        sign = 1 if lower_is_better == best else -1  # the wanted half has the smaller values
        beyond = sum(sign * row[measure] > sign * rows[technique][measure] for row in rows.values())
        return beyond >= len(rows) - len(rows) // 2

    return holds


def _ranked(technique: str, about: str, words: str, source: str, measure: str, best: bool, lower_is_better: bool) -> Claim:
    rule = f"{_NAMES[measure]} in the {'better' if best else 'worse'} half"
    return Claim(technique, about, words, source, rule, _among(technique, measure, best, lower_is_better))


def _speed(technique: str, words: str, source: str, best: bool) -> Claim:
    return _ranked(technique, "cost", words, source, "seconds_each", best, True)


CLAIMS = (
    _ranked("gan", "quality", "high", TRILEMMA, "kid", True, True),
    _ranked("gan", "diversity", "poor coverage of modes", TRILEMMA, "recall", False, False),
    _speed("gan", "fast", TRILEMMA, True),
    Claim("gan", "stability", "unstable to train", TRILEMMA, "a seed failed", lambda rows: rows["gan"]["failed"] > 0),
    _ranked("vae", "quality", "low", TRILEMMA, "kid", False, True),
    _ranked("vae", "diversity", "good coverage of modes", TRILEMMA, "recall", True, False),
    _speed("vae", "fast", TRILEMMA, True),
    _ranked("pixel", "quality", "high", TRILEMMA, "kid", True, True),
    _ranked("pixel", "diversity", "good coverage of modes", TRILEMMA, "recall", True, False),
    _speed("pixel", "slow", TRILEMMA, False),
    _speed("autoregressive", "slow: one element after another", ORDER, False),
    Claim("latent", "quality", "better than pixels at the same training cost", LATENT, "KID below that of pixel",
          lambda rows: rows["latent"]["kid"] < rows["pixel"]["kid"]),
    Claim("latent", "cost", "faster than pixels", LATENT, "seconds of a picture below those of pixel",
          lambda rows: rows["latent"]["seconds_each"] < rows["pixel"]["seconds_each"]),
    Claim("latent", "stability", "trains without adversarial instability", LATENT, "no seed failed",
          lambda rows: rows["latent"]["failed"] == 0),
)


def judged(rows: Rows) -> list[tuple[Claim, bool]]:
    """Only claims on what was measured; one technique alone has nothing to be compared with."""
    if len(rows) < 2:
        return []
    needed = {"latent": {"latent", "pixel"}}
    return [(claim, claim.holds(rows)) for claim in CLAIMS if needed.get(claim.technique, {claim.technique}) <= rows.keys()]
