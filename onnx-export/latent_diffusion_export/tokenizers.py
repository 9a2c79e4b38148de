"""Tokenizer files. Recent transformers saves `tokenizer.json` alone; ONNX tools, and our library, read the older files, which this
module writes from it where they are missing."""

import json
from pathlib import Path
from typing import Any

from . import sentencepiece_files
from .errors import ExportError
from .source import read_json


def complete(folder: Path) -> None:
    """Writes the vocabulary files that belong to the model in `tokenizer.json`, unless they are there."""
    file = folder / "tokenizer.json"
    if not file.is_file():
        return
    tokenizer = read_json(file)
    model = tokenizer.get("model")
    if not isinstance(model, dict):
        raise ExportError(f"{file} has no model, which a file of the tokenizers library has")
    match model.get("type"):
        case "BPE" if model.get("byte_fallback"):
            _unless_there(folder, ("tokenizer.model",), sentencepiece_files.write_byte_pairs, tokenizer)
        case "BPE":
            _unless_there(folder, ("vocab.json", "merges.txt"), _byte_pairs, tokenizer)
        case "Unigram":
            _unless_there(folder, ("spiece.model",), sentencepiece_files.write_unigram, tokenizer)
        case "WordPiece":
            _unless_there(folder, ("vocab.txt",), _word_pieces, tokenizer)


def _unless_there(folder: Path, names: tuple[str, ...], write, tokenizer: dict[str, Any]) -> None:
    if not all((folder / name).exists() for name in names):
        write(*(folder / name for name in names), tokenizer)


def _byte_pairs(vocabulary_file: Path, merges_file: Path, tokenizer: dict[str, Any]) -> None:
    vocabulary = dict(tokenizer["model"]["vocab"])
    for token in tokenizer["added_tokens"]:
        vocabulary.setdefault(token["content"], token["id"])
    merges = (" ".join(pair) if isinstance(pair, list) else pair for pair in tokenizer["model"]["merges"])
    vocabulary_file.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    merges_file.write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")


def _word_pieces(file: Path, tokenizer: dict[str, Any]) -> None:
    vocabulary = tokenizer["model"]["vocab"]
    file.write_text("".join(f"{token}\n" for token in sorted(vocabulary, key=vocabulary.get)), encoding="utf-8")
