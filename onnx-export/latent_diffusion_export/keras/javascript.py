"""Values written as JavaScript literals in minified modules, read without running them."""

import json
import re
from typing import Any

from ..errors import ExportError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|![01]|[A-Za-z_$][\w$]*|-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[{}\[\]:,]')
_WORDS = {"true": "true", "false": "false", "null": "null", "!0": "true", "!1": "false"}
_EXPORTS = re.compile(r"\b\w+\.exports=(?=[{\[\"])")


def exported(text: str, source: str) -> Any:
    """The value that a module exports last: an object, a list or a string of literals."""
    starts = [match.end() for match in _EXPORTS.finditer(text)]
    if not starts:
        raise ExportError(f"{source}: no module that exports a literal")
    return _value(text, starts[-1], source)


def _value(text: str, start: int, source: str) -> Any:
    parts, depth, position = [], 0, start
    while True:
        token = _TOKEN.match(text, position)
        if token is None:
            raise ExportError(f"{source}: at character {position} a literal was expected, not {text[position:position + 20]!r}")
        word, position = token.group(), token.end()
        parts.append(_json(word, text[position:position + 1] == ":", source))
        depth += (word in "{[") - (word in "}]") if len(word) == 1 else 0
        if depth == 0:
            return json.loads("".join(parts))


def _json(word: str, is_key: bool, source: str) -> str:
    if word[0] == '"' or word in "{}[]:,":
        return word
    if is_key:
        return json.dumps(word)
    if word in _WORDS:
        return _WORDS[word]
    try:
        return repr(float(word)) if re.search(r"[.eE]", word) else str(int(word))
    except ValueError as error:
        raise ExportError(f"{source}: {word} is not a literal") from error
