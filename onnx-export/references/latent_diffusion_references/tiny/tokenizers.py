"""Tiny tokenizers of the kinds that the families use, made from a few words."""

import json
import tempfile
from pathlib import Path

WORDS = ("a the of on in and with photo painting cat dog red blue green apple house tree star sky fish bird flower small big happy "
         "dark light old new man woman".split())
_START, END = "<|startoftext|>", "<|endoftext|>"


def clip(pad: str = END):
    """A CLIP tokenizer: 256 bytes, the same at a word's end, the words above built from the left, and the two markers."""
    from transformers import CLIPTokenizer

    letters = _bytes()
    merges = list(dict.fromkeys(merge for word in WORDS for merge in _merges(word)))
    vocabulary = [*letters, *(letter + "</w>" for letter in letters), *("".join(merge) for merge in merges), _START, END]
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


def t5():
    """Unigram: the words, the letters, and a few syllables that compete with them."""
    from transformers import T5Tokenizer

    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    pieces += [(f"▁{word}", -4.0 - 0.01 * i) for i, word in enumerate(WORDS)]
    pieces += [(part, -5.0 - 0.01 * i) for i, part in enumerate(("re", "er", "ho", "use", "ing", "▁pa", "to", "s", "ed"))]
    pieces += [(chr(code), -7.0 - 0.01 * code) for code in range(ord("a"), ord("z") + 1) if chr(code) != "s"]
    return T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=512)


def bert():
    """WordPiece: the words, and the letters at the start and inside of words."""
    from transformers import BertTokenizer

    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + letter for letter in letters), "##ing", "##ed",
              *(word for word in WORDS if len(word) > 1), ",", ".", "!"]
    return BertTokenizer(vocab={token: i for i, token in enumerate(tokens)}, model_max_length=77)


def gemma():
    """Byte pairs with byte fallback, spaces as ▁."""
    from transformers import GemmaTokenizer

    merges = list(dict.fromkeys(merge for word in WORDS for merge in _merges_from_space(word)))
    tokens = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", "\n",
              *(chr(code) for code in range(ord("!"), ord("~") + 1)), *("".join(merge) for merge in merges)]
    return GemmaTokenizer(vocab={token: i for i, token in enumerate(tokens)}, merges=merges, padding_side="right", add_bos_token=True,
                          model_max_length=300)


def _merges_from_space(word: str):
    left = "▁"
    for letter in word:
        yield left, letter
        left += letter
