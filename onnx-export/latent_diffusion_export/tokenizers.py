"""Tokenizer files. Recent transformers saves `tokenizer.json` alone; ONNX tools, and our library, read the older files, which this
module writes from it where they are missing."""

import json
from pathlib import Path
from typing import Any


def complete(folder: Path) -> None:
    """Writes the vocabulary files that belong to the model in `tokenizer.json`, unless they are there."""
    file = folder / "tokenizer.json"
    if not file.is_file():
        return
    tokenizer = json.loads(file.read_text(encoding="utf-8"))
    write = _WRITERS.get(tokenizer["model"].get("type"))
    if write is not None:
        write(folder, tokenizer)


def _byte_pair_files(folder: Path, tokenizer: dict[str, Any]) -> None:
    if (folder / "vocab.json").exists() and (folder / "merges.txt").exists():
        return
    vocabulary = dict(tokenizer["model"]["vocab"])
    for token in tokenizer["added_tokens"]:
        vocabulary.setdefault(token["content"], token["id"])
    merges = (" ".join(pair) if isinstance(pair, list) else pair for pair in tokenizer["model"]["merges"])
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")


_WRITERS = {"BPE": _byte_pair_files}
