"""The syntax of the references against what stable-diffusion-webui's own parsers read."""

import json
from pathlib import Path

from latent_diffusion_references.prompt_syntax import at_step, attention, chunks, conjunction
from transformers import CLIPTokenizer

REFERENCES = Path(__file__).parents[3] / "tests/LatentDiffusion.Tests/References"
PROMPTS = json.loads((REFERENCES / "prompt_syntax.json").read_text(encoding="utf-8"))


def brackets_match(prompt: str) -> bool:
    """Whether each bracket closes the last one that is open, and no | stands outside of square ones."""
    stack, letters = [], iter(prompt)
    for letter in letters:
        if letter == "\\":
            next(letters, None)
        elif letter in "([":
            stack.append(letter)
        elif letter in ")]" and (not stack or stack.pop() + letter not in ("()", "[]")):
            return False
        elif letter == "|" and stack[-1:] != ["["]:
            return False
    return not stack and not prompt.endswith("\\")


def test_conjunction():
    for entry in PROMPTS:
        assert [list(part) for part in conjunction(entry["prompt"])] == entry["and"]


def test_attention():
    for entry in PROMPTS:
        assert [list(piece) for piece in attention(entry["prompt"])] == entry["attention"]


def test_schedules():
    matching = [entry for entry in PROMPTS if brackets_match(entry["prompt"])]
    assert len(matching) > 100
    for entry in matching:
        for steps in (4, 20):
            schedule = entry["schedules"][str(steps)]
            expected = [text for (before, _), (last, text) in zip([(0, ""), *schedule], schedule) for _ in range(before, last)]
            assert [at_step(entry["prompt"], step, steps) for step in range(1, steps + 1)] == expected


def test_chunks():
    tokenizer = CLIPTokenizer.from_pretrained(REFERENCES / "tokenizer/clip", model_max_length=77)
    for entry in PROMPTS:
        for (ids, multipliers), expected in zip(chunks(entry["prompt"], tokenizer), entry["chunks"], strict=True):
            assert ids[:len(expected["tokens"])] == expected["tokens"] and set(ids[len(expected["tokens"]):]) <= {tokenizer.eos_token_id}
            assert multipliers[:len(expected["multipliers"])] == expected["multipliers"]
            assert set(multipliers[len(expected["multipliers"]):]) <= {1.0}
