"""Tiny tokenizers of the kinds that the families use, made from a few words."""

import json
import tempfile
from pathlib import Path

WORDS = ("a the of on in and with photo painting cat dog red blue green apple house tree star sky fish bird flower small big happy "
         "dark light old new man woman".split())
_START, _END = "<|startoftext|>", "<|endoftext|>"


def clip(pad: str = _END):
    """A CLIP tokenizer: 256 bytes, the same at a word's end, the words above built from the left, and the two markers."""
    from transformers import CLIPTokenizer

    letters = _bytes()
    merges = list(dict.fromkeys(merge for word in WORDS for merge in _merges(word)))
    vocabulary = [*letters, *(letter + "</w>" for letter in letters), *("".join(merge) for merge in merges), _START, _END]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}), encoding="utf-8")
        Path(folder, "merges.txt").write_text("\n".join(["#version: 0.2", *map(" ".join, merges)]), encoding="utf-8")
        return CLIPTokenizer.from_pretrained(folder, pad_token=pad, model_max_length=77)


def _bytes() -> list[str]:
    """The printable stand-ins for 256 bytes of byte-level tokenizers, in CLIP's order."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(byte) for byte in printable] + [chr(256 + n) for n in range(256 - len(printable))]


def _merges(word: str):
    left = word[0]
    for position in range(1, len(word)):
        right = word[position] + ("</w>" if position == len(word) - 1 else "")
        yield left, right
        left += right
