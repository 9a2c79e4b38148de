"""`tokenizer/folders.json`: small CLIP tokenizer folders in all the forms that exist, with the ids that transformers gives from them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from transformers import CLIPTokenizer

PIECES = (
    "l o w e r s t i d n c a g > < ! ' x l</w> w</w> r</w> t</w> s</w> !</w> ></w> "
    "lo low</w> er</w> <unk> <|startoftext|> <|endoftext|>"
).split()
VOCABULARY = {piece: index for index, piece in enumerate(PIECES)}
MERGES = "#version: 0.2\nl o\nlo w</w>\ne r</w>\n"
PROMPTS = [
    "", "low", "LOWER low!", "!", "!!!", " ! low ! ", "lower's", "é", "low é low", "<unk>", "a <UNK> b", "<|endoftext|>", "<|EndOfText|>!",
    "low<|startoftext|>er", "<cat>", "<CAT> low", "a <Cat> b", "low  <dog>  low", "<dog>2", "low <dog>2 low", "bird  low", "BIRDS",
    "fish", "fishes a fish", "fish!fish", "<style>", "low<style>low", "<|x|><|y|>", "low er " * 12,
]


def named(content: str, **flags: bool) -> dict[str, Any]:
    return {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False} | flags


def config(**more: Any) -> dict[str, Any]:
    return {"tokenizer_class": "CLIPTokenizer", "model_max_length": 12, "unk_token": "<unk>"} | more


def folders() -> dict[str, dict[str, Any]]:
    """Per folder the files that make it what it is, beside vocab.json and merges.txt."""
    token = {"__type": "AddedToken"}
    bos, eos = named("<|startoftext|>", normalized=True), named("<|endoftext|>", normalized=True)
    decoder = {
        str(VOCABULARY["!"]): named("!", special=True), str(VOCABULARY["<|startoftext|>"]): bos | {"special": True},
        str(VOCABULARY["<|endoftext|>"]): eos | {"special": True}, str(len(PIECES)): named("<Cat>", normalized=True, special=False),
        str(len(PIECES) + 1): named("<dog>", lstrip=True), str(len(PIECES) + 2): named("<dog>2", lstrip=True, rstrip=True),
        str(len(PIECES) + 3): named("bird", rstrip=True, normalized=True), str(len(PIECES) + 4): named("fish", single_word=True),
    }
    old_map = {"bos_token": bos, "eos_token": eos, "unk_token": "<unk>"}
    return {
        "plain": {"tokenizer_config.json": config(pad_token="<|endoftext|>")},
        "no config": {"special_tokens_map.json": {"unk_token": "<unk>"}},
        "stable diffusion 1": {
            "tokenizer_config.json": config(
                bos_token=token | bos, eos_token=token | eos, pad_token="<|endoftext|>", add_prefix_space=False),
            "special_tokens_map.json": old_map | {"pad_token": "<|endoftext|>"},
        },
        "stable diffusion 2": {
            "tokenizer_config.json": config(bos_token=token | bos, eos_token=token | eos, pad_token="<|endoftext|>"),
            "special_tokens_map.json": old_map | {"pad_token": "!"},
        },
        "added_tokens_decoder": {
            "tokenizer_config.json": config(
                pad_token="!", additional_special_tokens=["<|x|>", "<|y|>"], added_tokens_decoder=decoder),
        },
        "added_tokens.json": {
            "tokenizer_config.json": config(),
            "added_tokens.json": {"<style>": len(PIECES), "fish": len(PIECES) + 1, "<unk>": 28},
        },
    }


def write(out: Path) -> None:
    entries = {}
    for name, files in folders().items():
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as saved:
            files = {"vocab.json": VOCABULARY, "merges.txt": MERGES} | files
            put(Path(folder), files)
            entries[name] = entry(Path(folder), files)
            CLIPTokenizer.from_pretrained(folder).save_pretrained(saved)
            files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(saved).iterdir())}
            entries[f"{name}, saved by transformers"] = entry(Path(saved), files)
    text = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in entries.items())
    (out / "tokenizer").mkdir(parents=True, exist_ok=True)
    (out / "tokenizer" / "folders.json").write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def put(folder: Path, files: dict[str, Any]) -> None:
    for name, content in files.items():
        (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def entry(folder: Path, files: dict[str, Any]) -> dict[str, Any]:
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    length = min(tokenizer.model_max_length, 77)
    ids = [tokenizer(prompt, padding="max_length", truncation=True, max_length=length).input_ids for prompt in PROMPTS]
    return {"files": files, "cases": [{"prompt": prompt, "ids": i} for prompt, i in zip(PROMPTS, ids, strict=True)]}
