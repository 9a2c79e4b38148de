"""Names and keywords of emoji, from emojibase and emojilib."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

_TONES = {1: "light skin tone", 2: "medium-light skin tone", 3: "medium skin tone", 4: "medium-dark skin tone", 5: "dark skin tone"}
# How often a group is drawn, relative to others: things and animals draw well at this size, symbols and flags teach little.
_GROUP_WEIGHTS = {0: 1.3, 1: 0.15, 3: 1.6, 4: 1.9, 5: 0.9, 7: 0.8, 8: 0.15, 9: 0.03}
_STYLE_WEIGHTS = {"3d": 0.75, "gradient": 0.15, "flat": 0.04, "cartoon": 0.04, "cartoon-1": 0.02, "symbol": 0.4}
# What people call a thing whose emoji has a longer name.
_ALSO = {"automobile": "car", "sport utility vehicle": "car", "racing car": "race car", "delivery truck": "truck", "locomotive": "train",
         "high-speed train": "train", "airplane": "plane", "sailboat": "boat", "oncoming police car": "police car", "bicycle": "bike",
         "red heart": "heart", "red apple": "apple", "green apple": "apple", "rose": "red rose", "evergreen tree": "tree",
         "deciduous tree": "tree", "palm tree": "palm", "sun": "yellow sun", "crescent moon": "moon", "star": "yellow star",
         "snowman without snow": "snowman", "house with garden": "house", "closed book": "red book", "open book": "book",
         "wrapped gift": "gift", "soccer ball": "football", "teddy bear": "teddy", "hot beverage": "cup of coffee",
         "teacup without handle": "cup of tea", "birthday cake": "cake", "shortcake": "piece of cake", "soft ice cream": "ice cream",
         "pizza": "slice of pizza", "hamburger": "burger", "cooked rice": "bowl of rice", "spouting whale": "whale",
         "honeybee": "bee", "lady beetle": "ladybug", "tropical fish": "fish", "front-facing baby chick": "chick", "robot": "robot face",
         "alarm clock": "clock", "light bulb": "bulb", "top hat": "hat", "t-shirt": "shirt", "running shoe": "shoe", "tulip": "flower",
         "cherry blossom": "pink flower", "four leaf clover": "clover", "mobile phone": "phone", "laptop": "computer",
         "cloud with rain": "rain", "fire": "flame", "collision": "explosion", "beer mug": "beer", "wine glass": "glass of wine",
         "poodle": "dog", "german shepherd": "dog"}
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
        self._codes = {slug(entry["label"]): code for code, (entry, skin) in self._entries.items() if skin is None}
        self._keywords = {normal("-".join(f"{ord(letter):x}" for letter in emoji)): words for emoji, words in emojilib.items()}

    def knows(self, code: str) -> bool:
        return code in self._entries

    def code(self, icon: str) -> str | None:
        """Of an icon that is called as its emoji."""
        return self._codes.get(icon)

    def of(self, code: str, style: str) -> Emoji:
        entry, skin = self._entries[code]
        words = self._keywords.get(code) or self._keywords.get(normal(entry["hexcode"])) or []
        label = entry["label"].lower()
        names = {label, *_shorter(label, entry.get("group")), *(word.replace("_", " ").lower() for word in words[:1])}
        tags = {*(tag.lower() for tag in entry.get("tags", ())),
                *(word.replace("_", " ").lower() for word in words[1:] if word.isascii() and word.replace("_", "").isalpha())}
        tones = skin.get("tone", []) if skin else []
        tones = tones if isinstance(tones, list) else [tones]
        group = entry.get("group")
        return Emoji(style, sorted(names), sorted(tags), " and ".join(_TONES[tone] for tone in tones), normal(entry["hexcode"]), group,
                     group not in (8, 9, None) and not any(word in " ".join(names) for word in _DIRECTED))


def _shorter(label: str, group: int | None) -> list[str]:
    short = [_ALSO[label]] if label in _ALSO else []
    return [*short, label.removesuffix(" face")] if group == 3 and label.endswith(" face") else short


def symbol(icon: str) -> Emoji | None:
    """Of an icon that is a digit or a letter, and no emoji."""
    kind, _, value = icon.partition("-")
    if kind == "digit" and value in _DIGITS:
        number = str(_DIGITS.index(value))
        names = [f"number {number}", f"the number {number}", f"number {value}", f"the number {value}", f"the digit {number}"]
    elif kind == "letter" and len(value) == 1 and value.isalpha():
        names = [f"letter {value}", f"the letter {value}", f"letter {value.upper()}", f"the letter {value.upper()}"]
    else:
        return None
    return Emoji("symbol", names, [], "", icon, 7, False)


_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def slug(label: str) -> str:
    """How icon sets write a name: `Jack-o’-lantern` -> `jack-o-lantern`."""
    plain = unicodedata.normalize("NFKD", re.sub("[’']", "", label)).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


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
