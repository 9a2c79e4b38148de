"""Writes src/LatentDiffusion/Tokenizers/UnicodeData.txt: canonical decompositions, combining classes, new lower-case letters,
BERT's classes.

The tokenizers library normalises by the tables of Unicode 9.0, so newer characters are left out: `tokenizers` itself is asked which
characters it decomposes and reorders, Python's unicodedata only how. BERT's classes are of Unicode 8.0. It lower-cases by
Unicode 17, which .NET or the machine's ICU may not know yet; listed are the letters that came after Unicode 14, and the one whose
lower case is two characters.
"""

import argparse
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from tokenizers import normalizers, pre_tokenizers

HANGUL = range(0xAC00, 0xD7A4)  # decomposed by arithmetic, not by table
PROBES = ("\u0334", "\u0345")  # the lowest and the highest class: whichever order is wrong, one of them moves


def scalars() -> Iterator[str]:
    return (chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000)


def known_class(nfd, char: str) -> bool:
    """Whether tokenizers moves the character past the probe where Unicode says so."""
    texts = [f"a{char}{PROBES[0]}", f"a{PROBES[1]}{char}"]
    return all(nfd.normalize_str(t) == unicodedata.normalize("NFD", t) for t in texts)


def lines() -> Iterator[str]:
    nfc, nfd = normalizers.NFC(), normalizers.NFD()
    yield "# Unicode 9.0, in hexadecimal: \"composite=parts\", \"character>parts\" where the parts do not compose,"
    yield "# \"@combining class=characters or first-last\", \"^upper=lower\", \"%class=characters\"."
    for char in scalars():
        if ord(char) not in HANGUL and nfd.normalize_str(char) != char:
            yield f"{ord(char):04X}{'=' if nfc.normalize_str(char) == char else '>'}{unicodedata.decomposition(char)}"
    classes: dict[int, list[int]] = {}
    for char in scalars():
        if unicodedata.combining(char) and known_class(nfd, char):
            classes.setdefault(unicodedata.combining(char), []).append(ord(char))
    for combining, chars in sorted(classes.items()):
        yield f"@{combining}=" + " ".join(ranges(chars))
    lower = normalizers.Lowercase()
    for char in scalars():
        small = lower.normalize_str(char)
        if len(small) > 1 or (small != char and unicodedata.category(char) == "Cn"):
            yield f"^{ord(char):04X}=" + " ".join(f"{ord(c):04X}" for c in small)
    clean = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    strip = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False)
    split = pre_tokenizers.BertPreTokenizer()
    yield members("control", lambda char: not clean.normalize_str(char))
    yield members("mark", lambda char: not strip.normalize_str(char))
    yield members("punctuation", lambda char: len(split.pre_tokenize_str(f"a{char}")) == 2)


def members(name: str, contains: Callable[[str], bool]) -> str:
    return f"%{name}=" + " ".join(ranges([ord(char) for char in scalars() if contains(char)]))


def ranges(codes: list[int]) -> Iterator[str]:
    first = last = codes[0]
    for code in [*codes[1:], -1]:
        if code == last + 1:
            last = code
            continue
        yield f"{first:04X}" if first == last else f"{first:04X}-{last:04X}"
        first = last = code


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.parse_args().out.write_text("\n".join(lines()) + "\n", encoding="ascii")
