"""Caption templates of the default model: how people ask for an emoji."""

import random

from .emoji_names import Emoji
from .words import with_article

_STYLES = {"3d": ("3d render", "3d", "3d icon"), "gradient": ("glossy icon", "glossy"), "flat": ("flat icon", "flat", "flat design"),
           "cartoon": ("cartoon", "illustration", "cartoon drawing"), "cartoon-1": ("cartoon", "illustration", "cartoon drawing")}
_ADJECTIVES = ("3d", "flat", "cartoon", "glossy")
# Of captions, how many name the style: what is drawn without a word about it is one of the first two.
_NAMED = {"3d": 0.45, "gradient": 0.5}


def of(emoji: Emoji, count: int) -> list[str]:
    """`count` captions, the same each time; the background is not in them."""
    draws = random.Random(f"{emoji.style} {emoji.names} {emoji.tone}")
    return [_one(emoji, draws) for _ in range(count)]


def _one(emoji: Emoji, draws: random.Random) -> str:
    name, kind = draws.choice(emoji.names).replace(":", ""), draws.random()
    if kind < 0.08 and len(emoji.tags) > 2:
        text = ", ".join(draws.sample(emoji.tags, draws.randint(2, min(4, len(emoji.tags)))))
    else:
        text = with_article(name) if kind < 0.5 else name
    if emoji.tone and draws.random() < 0.8:
        text += draws.choice((", ", " with ")) + emoji.tone
    if kind >= 0.08 and emoji.tags and draws.random() < 0.3:
        text += ", " + ", ".join(draws.sample(emoji.tags, min(len(emoji.tags), draws.randint(1, 3))))
    return styled(text, emoji.style, draws)


def styled(text: str, style: str, draws: random.Random) -> str:
    """The text, mostly with a word for the style."""
    if style not in _STYLES or draws.random() >= _NAMED.get(style, 0.92):
        return text
    word = draws.choice(_STYLES[style])
    return draws.choice((f"{word} of {text}", f"{text}, {word}", f"{word} {text}" if word in _ADJECTIVES else f"{word} of {text}"))
