"""Pictures that are put together from transparent ones, so that captions say how many, what colour, how large and where."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from .emoji_captions import styled
from .recolouring import COLOURS
from .words import NUMBERS, plural, with_article


@dataclass(frozen=True)
class Subject:
    """A transparent picture of one thing."""

    file: str
    name: str
    style: str
    colour: str
    """Of COLOURS, where the thing has one colour; else empty."""
    face: bool
    """Whether it is an animal's head, which can wear a hat."""
    licence: str
    source: str


@dataclass(frozen=True)
class Piece:
    """Where a subject stands: centre and side as fractions of the picture's side; and the colour that it is given, if any."""

    subject: Subject
    x: float
    y: float
    side: float
    colour: str = ""


@dataclass(frozen=True)
class Scene:
    pieces: tuple[Piece, ...]
    captions: tuple[str, ...]
    """With words for the style."""
    text: str
    """A plain one."""
    mirror: bool = True


class Scenes:
    """Draws scenes of subjects of one style. `hats` are names of subjects that are worn."""

    def __init__(self, subjects: list[Subject], hats: tuple[str, ...]):
        if not subjects:
            raise ValueError("no subjects")
        self._all = subjects
        self._coloured = [subject for subject in subjects if subject.colour] or subjects
        self._faces = [subject for subject in subjects if subject.face]
        self._hats = [subject for subject in subjects if subject.name in hats]
        self._kinds: list[tuple[float, Callable[[random.Random], Scene]]] = [
            (0.34, self.several), (0.26, self.pair), (0.24, self.coloured), (0.08, self.sized)]
        if self._faces and self._hats:
            self._kinds.append((0.08, self.hat))

    def draw(self, draws: random.Random) -> Scene:
        shares, kinds = zip(*self._kinds)
        return draws.choices(kinds, shares)[0](draws)

    def several(self, draws: random.Random) -> Scene:
        """Two to six of a thing, sometimes in a colour."""
        subject, count = draws.choice(self._all), draws.choices((2, 3, 4, 5, 6), (30, 30, 20, 12, 8))[0]
        colour = draws.choice(tuple(COLOURS)) if subject.colour and draws.random() < 0.3 else ""
        rows = draws.choice(_ROWS[count])
        things = " ".join(filter(None, (colour, plural(_plain(subject) if colour else subject.name))))
        texts = [f"{NUMBERS[count]} {things}", f"{count} {things}", f"{NUMBERS[count]} {things}"]
        return Scene(tuple(Piece(subject, x, y, side, colour) for x, y, side in _grid(rows, draws)),
                     *_captions(texts, subject.style, draws), mirror=not _directed(subject))

    def pair(self, draws: random.Random) -> Scene:
        """Two things, beside or above each other."""
        one, two = draws.sample(self._all, 2) if len(self._all) > 1 else (self._all[0],) * 2
        first, second = self._perhaps_coloured(one, draws), self._perhaps_coloured(two, draws)
        a, b = with_article(first[1]), with_article(second[1])
        above = draws.random() < 0.4
        side = draws.uniform(0.4, 0.48)
        near, far = (_moved(place, draws) for place in (0.26, 0.74))
        across = _moved(0.5, draws)
        if above:
            places = ((across, near), (across, far))
            texts = [f"{a} above {b}", f"{b} below {a}", f"{a} over {b}", f"{b} under {a}"]
        else:
            places = ((near, across), (far, across))
            texts = [f"{a} left of {b}", f"{b} right of {a}", f"{a} to the left of {b}", f"{b} to the right of {a}"]
        texts += [f"{a} and {b}", f"{b} and {a}"] if not above else [f"{a} and {b}"]
        pieces = tuple(Piece(subject, x, y, side, colour)
                       for subject, colour, (x, y) in ((one, first[0], places[0]), (two, second[0], places[1])))
        return Scene(pieces, *_captions(texts, one.style, draws), mirror=above and not (_directed(one) or _directed(two)))

    def coloured(self, draws: random.Random) -> Scene:
        """One thing in a colour, its own or another."""
        subject = draws.choice(self._coloured)
        colour = draws.choice(tuple(COLOURS)) if subject.colour else ""
        text = " ".join(filter(None, (colour, _plain(subject))))
        piece = Piece(subject, _moved(0.5, draws), _moved(0.5, draws), draws.uniform(0.86, 1), colour)
        return Scene((piece,), *_captions([with_article(text), text], subject.style, draws), mirror=not _directed(subject))

    def sized(self, draws: random.Random) -> Scene:
        """One thing, small or large."""
        subject, small = draws.choice(self._all), draws.random() < 0.6
        side = draws.uniform(0.3, 0.45) if small else draws.uniform(1, 1.06)
        word = draws.choice(("small", "tiny", "little") if small else ("big", "large", "huge"))
        x, y = (_moved(0.5, draws, 0.12 if small else 0.01) for _ in range(2))
        return Scene((Piece(subject, x, y, side),), *_captions([f"a {word} {subject.name}", f"{word} {subject.name}"], subject.style, draws),
                     mirror=not _directed(subject))

    def hat(self, draws: random.Random) -> Scene:
        """An animal's head with a hat on."""
        face, hat = draws.choice(self._faces), draws.choice(self._hats)
        colour, name = self._perhaps_coloured(hat, draws)
        text = f"{with_article(face.name.removesuffix(' face'))} with {with_article(name)}"
        x = _moved(0.5, draws, 0.02)
        pieces = (Piece(face, x, 0.64, 0.7), Piece(hat, x, draws.uniform(0.22, 0.26), draws.uniform(0.42, 0.48), colour))
        return Scene(pieces, *_captions([text, text.replace(" with ", " wearing ")], face.style, draws))

    @staticmethod
    def _perhaps_coloured(subject: Subject, draws: random.Random) -> tuple[str, str]:
        """A colour, or none, and what the thing is called then."""
        if not subject.colour or draws.random() < 0.5:
            return "", subject.name
        colour = draws.choice(tuple(COLOURS))
        return colour, f"{colour} {_plain(subject)}"


# How many stand in each row.
_ROWS = {2: ((2,), (1, 1)), 3: ((3,), (1, 2), (2, 1)), 4: ((2, 2),), 5: ((2, 3), (3, 2), (2, 1, 2)), 6: ((3, 3), (2, 2, 2))}


def _grid(rows: tuple[int, ...], draws: random.Random) -> list[tuple[float, float, float]]:
    cell = 1 / max(len(rows), max(rows))
    side = cell * draws.uniform(0.84, 0.98)
    play = (cell - side) / 2
    return [((column + 0.5 + (1 / cell - count) / 2) * cell + draws.uniform(-play, play),
             (row + 0.5 + (1 / cell - len(rows)) / 2) * cell + draws.uniform(-play, play), side)
            for row, count in enumerate(rows) for column in range(count)]


def _moved(place: float, draws: random.Random, most: float = 0.03) -> float:
    return place + draws.uniform(-most, most)


def _plain(subject: Subject) -> str:
    """The name without a colour in it."""
    words = [word for word in subject.name.split() if word not in COLOURS]
    return " ".join(words) or subject.name


def _directed(subject: Subject) -> bool:
    return "left" in subject.name or "right" in subject.name


def _captions(texts: list[str], style: str, draws: random.Random) -> tuple[tuple[str, ...], str]:
    return tuple(styled(draws.choice(texts), style, draws) for _ in range(8)), texts[0]
