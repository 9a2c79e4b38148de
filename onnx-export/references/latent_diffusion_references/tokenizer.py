"""`tokenizer/prompts.json`: ids of CLIPTokenizer for many prompts, with the vocabulary of CLIP and that of the default model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from transformers import CLIPTokenizer

from .tokenizer_prompts import PROMPTS, SURROGATES

REPOSITORY = Path(__file__).parents[3]
EMOJI = REPOSITORY / "src/LatentDiffusion.Models.Emoji/model/tokenizer"


def write(out: Path) -> None:
    folder = out / "tokenizer"
    tokenizers = {"clip": CLIPTokenizer.from_pretrained(folder / "clip"), "emoji": CLIPTokenizer.from_pretrained(EMOJI)}
    lines = ",\n".join(json.dumps(entry(prompt, tokenizers)) for prompt in PROMPTS + SURROGATES)
    (folder / "prompts.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def entry(prompt: str, tokenizers: dict[str, CLIPTokenizer]) -> dict[str, Any]:
    """The prompt as UTF-16 code units, since JSON readers refuse lone surrogates, and its ids: all of them, neither cut nor padded."""
    text = prompt.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    units = prompt.encode("utf-16-be", "surrogatepass").hex()
    named = {"prompt": prompt} if text == prompt else {"utf16": units}
    return named | {name: tokenizer(text, verbose=False).input_ids for name, tokenizer in tokenizers.items()}
