"""Names and keywords of emoji, from emojibase and emojilib."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

_TONES = {1: "light skin tone", 2: "medium-light skin tone", 3: "medium skin tone", 4: "medium-dark skin tone", 5: "dark skin tone"}
# How often a group is drawn, relative to others: things and animals draw well at this size, symbols and flags teach little.
_GROUP_WEIGHTS = {0: 1.3, 1: 0.15, 3: 1.6, 4: 1.9, 5: 0.9, 7: 0.8, 8: 0.15, 9: 0.03}
_STYLE_WEIGHTS = {"3d": 0.92, "flat": 0.04, "cartoon": 0.04}
_DIRECTED = ("left", "right", "clock", "button", "arrow", "keycap")


@dataclass(frozen=True)
class Emoji:
    style: str
    names: list[str]
    tags: list[str]
    tone: str
    """Skin tones in words; empty where there is none."""
    base: str
    """The code without skin tone, which its variants share."""
    group: int | None
    mirror: bool


class Names:
    def __init__(self, emojibase: list[dict[str, Any]], emojilib: dict[str, list[str]]):
        self._entries = {}
        for entry in emojibase:
            self._entries[normal(entry["hexcode"])] = (entry, None)
            self._entries |= {normal(skin["hexcode"]): (entry, skin) for skin in entry.get("skins", ())}
        self._keywords = {normal("-".join(f"{ord(letter):x}" for letter in emoji)): words for emoji, words in emojilib.items()}

    def knows(self, code: str) -> bool:
        return code in self._entries

    def of(self, code: str, style: str) -> Emoji:
        entry, skin = self._entries[code]
        words = self._keywords.get(code) or self._keywords.get(normal(entry["hexcode"])) or []
        names = {entry["label"].lower(), *(word.replace("_", " ").lower() for word in words[:1])}
        tags = {*(tag.lower() for tag in entry.get("tags", ())),
                *(word.replace("_", " ").lower() for word in words[1:] if word.isascii() and word.replace("_", "").isalpha())}
        tones = skin.get("tone", []) if skin else []
        tones = tones if isinstance(tones, list) else [tones]
        group = entry.get("group")
        return Emoji(style, sorted(names), sorted(tags), " and ".join(_TONES[tone] for tone in tones), normal(entry["hexcode"]), group,
                     group not in (8, 9, None) and not any(word in " ".join(names) for word in _DIRECTED))


def weights(emoji: list[Emoji]) -> list[float]:
    """How often each picture is drawn. An emoji counts by its group, one style of it by the style, a quarter of that is shared by
    pictures with skin tones, the rest by those without."""
    shares = Counter((one.base, one.style, bool(one.tone)) for one in emoji)
    both = {(base, style) for base, style, toned in shares if (base, style, not toned) in shares}
    part = {True: 0.25, False: 0.75}
    return [round(_GROUP_WEIGHTS.get(one.group, 0.9) * _STYLE_WEIGHTS[one.style]
                  * (part[bool(one.tone)] if (one.base, one.style) in both else 1) / shares[one.base, one.style, bool(one.tone)], 6)
            for one in emoji]


def normal(code: str) -> str:
    """Code points without variation selectors and joiners, on which the sources differ."""
    return code.lower().replace("-fe0f", "").replace("-200d", "")
