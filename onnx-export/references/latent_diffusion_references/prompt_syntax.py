"""The weighted prompt syntax, written for the references alone: what stable-diffusion-webui 1.10 makes of prompts whose brackets match."""

import re

BREAK = ("BREAK", -1.0)
_COMMA_BACKTRACK = 20
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.I)


def conjunction(prompt: str) -> list[tuple[str, float]]:
    """The parts that AND joins, with their weights."""
    matches = (re.fullmatch(r"(.*?)\s*(?::\s*([-+]?(?:\d+\.?|\d*\.\d+))\s*)?", part, re.S) for part in re.split(r"\bAND\b", prompt))
    return [(match[1], float(match[2] or 1)) for match in matches]


def at_step(prompt: str, step: int, steps: int) -> str:
    """How a prompt reads at a step, counted from 1."""
    parts, separators, end = _read(prompt, 0, "", step, steps)
    assert end == len(prompt), prompt
    return _joined(parts, separators)


def _read(text: str, start: int, close: str, step: int, steps: int) -> tuple[list[str], list[str], int]:
    """What stands before the closing bracket, cut at `:` and `|`, and the position after it."""
    parts, separators, at = [""], [], start
    while at < len(text):
        letter = text[at]
        at += 1
        if close and letter == close:
            return parts, separators, at
        if letter == "\\" and at < len(text):
            parts[-1] += letter + text[at]
            at += 1
        elif letter in "([":
            inner, between, at = _read(text, at, ")" if letter == "(" else "]", step, steps)
            parts[-1] += f"({_joined(inner, between)})" if letter == "(" else _square(inner, between, step, steps)
        elif letter in ":|" and close:
            separators.append(letter)
            parts.append("")
        else:
            parts[-1] += letter
    return parts, separators, at


def _square(parts: list[str], separators: list[str], step: int, steps: int) -> str:
    if separators and set(separators) == {"|"}:
        return parts[(step - 1) % len(parts)]
    when = parts[-1].strip()
    if separators in ([":"], [":", ":"]) and _NUMBER.fullmatch(when):
        last = int(min(float(when) * (steps if "." in when else 1), steps))
        before, after = ["", *parts][-3:-1]
        return before if step <= last else after
    return f"[{_joined(parts, separators)}]"


def _joined(parts: list[str], separators: list[str]) -> str:
    return "".join(part + separator for part, separator in zip(parts, [*separators, ""]))


def attention(prompt: str) -> list[tuple[str, float]]:
    """Pieces of text with their weights, and BREAKs."""
    pieces, brackets = [], {"(": [], "[": []}

    def close(kind: str, factor: float) -> None:
        start = brackets[kind].pop()
        pieces[start:] = [(text, weight * factor) for text, weight in pieces[start:]]

    for match in re.finditer(r"\\([()\[\]\\])|:\s*([+-]?[.\d]+)\s*\)|[()\[\]]|[^\\()\[\]:]+|[:\\]", prompt):
        token, kind = match[0], {")": "(", "]": "["}.get(match[0])
        if match[1]:
            pieces.append((match[1], 1.0))
        elif token in brackets:
            brackets[token].append(len(pieces))
        elif match[2] and brackets["("]:
            close("(", float(match[2]))
        elif kind and brackets[kind]:
            close(kind, 1.1 if kind == "(" else 1 / 1.1)
        else:
            texts = re.split(r"\s*\bBREAK\b\s*", token)
            for number, text in enumerate(texts):
                pieces += ([BREAK] if number else []) + [(text, 1.0)]
    for kind, factor in (("(", 1.1), ("[", 1 / 1.1)):
        while brackets[kind]:
            close(kind, factor)
    return _merged(pieces) or [("", 1.0)]


def _merged(pieces: list[tuple[str, float]]) -> list[tuple[str, float]]:
    merged = []
    for text, weight in pieces:
        if merged and merged[-1][1] == weight:
            text = merged.pop()[0] + text
        merged.append((text, weight))
    return merged


def chunks(prompt: str, tokenizer) -> list[tuple[list[int], list[float]]]:
    """77 token ids and as many multipliers for each chunk."""
    comma, room, result, tokens, last_comma = tokenizer.convert_tokens_to_ids(",</w>"), tokenizer.model_max_length - 2, [], [], None

    def close() -> None:
        nonlocal tokens, last_comma
        result.append(_padded(tokens, tokenizer))
        tokens, last_comma = [], None

    for text, weight in attention(prompt):
        if (text, weight) == BREAK:
            close()
            continue
        for token in tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]:
            if token == comma:
                last_comma = len(tokens)
            elif len(tokens) == room and last_comma is not None and room - last_comma <= _COMMA_BACKTRACK:
                carried = tokens[last_comma + 1:]
                tokens = tokens[:last_comma + 1]
                close()
                tokens = carried
            if len(tokens) == room:
                close()
            tokens.append((token, weight))
    if tokens or not result:
        close()
    return result


def _padded(tokens: list[tuple[int, float]], tokenizer) -> tuple[list[int], list[float]]:
    missing = tokenizer.model_max_length - 2 - len(tokens)
    ids = [tokenizer.bos_token_id, *(token for token, _ in tokens), tokenizer.eos_token_id, *[tokenizer.pad_token_id] * missing]
    return ids, [1.0, *(weight for _, weight in tokens), *[1.0] * (missing + 1)]
