"""Caption templates of the default model: how people ask for an emoji."""

import random

from .emoji_names import Emoji

_STYLES = {"3d": ("3d render", "3d", "3d icon"), "flat": ("flat icon", "flat", "flat design"),
           "cartoon": ("cartoon", "illustration", "cartoon drawing")}
_ADJECTIVES = ("3d", "flat", "cartoon")


def of(emoji: Emoji, count: int) -> list[str]:
    """`count` captions, the same each time; the background is not in them."""
    draws = random.Random(f"{emoji.style} {emoji.names} {emoji.tone}")
    return [_one(emoji, draws) for _ in range(count)]


def _one(emoji: Emoji, draws: random.Random) -> str:
    name, kind = draws.choice(emoji.names).replace(":", ""), draws.random()
    if kind < 0.08 and len(emoji.tags) > 2:
        text = ", ".join(draws.sample(emoji.tags, draws.randint(2, min(4, len(emoji.tags)))))
    else:
        text = _with_article(name) if kind < 0.5 else name
    if emoji.tone and draws.random() < 0.8:
        text += draws.choice((", ", " with ")) + emoji.tone
    if kind >= 0.08 and emoji.tags and draws.random() < 0.3:
        text += ", " + ", ".join(draws.sample(emoji.tags, min(len(emoji.tags), draws.randint(1, 3))))
    if draws.random() < (0.45 if emoji.style == "3d" else 0.92):
        style = draws.choice(_STYLES[emoji.style])
        text = draws.choice((f"{style} of {text}", f"{text}, {style}", f"{style} {text}" if style in _ADJECTIVES else f"{style} of {text}"))
    return text


def _with_article(name: str) -> str:
    return name if name.startswith(("flag", "the ")) else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
