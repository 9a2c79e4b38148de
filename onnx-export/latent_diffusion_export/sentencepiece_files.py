"""SentencePiece model files, written from the vocabulary that `tokenizer.json` holds."""

import base64
from pathlib import Path
from typing import Any

from sentencepiece import sentencepiece_model_pb2 as sentencepiece

_NORMAL, _UNKNOWN, _CONTROL, _BYTE = 1, 2, 3, 6


def write_unigram(file: Path, tokenizer: dict[str, Any]) -> None:
    """T5's `spiece.model`. Tokens added behind the vocabulary (`<extra_id_0>`) are no pieces of it."""
    pieces = tokenizer["model"]["vocab"]
    special = _special(tokenizer)
    while len(pieces) > 1 and pieces[-1][0] in special:
        pieces = pieces[:-1]
    model = _model(sentencepiece.TrainerSpec.UNIGRAM, dummy_prefix=True)
    unknown = pieces[tokenizer["model"]["unk_id"]][0]
    for piece, score in pieces:
        _add(model, piece, score, _UNKNOWN if piece == unknown else _CONTROL if piece in special else _NORMAL)
    model.normalizer_spec.precompiled_charsmap = _character_map(tokenizer["normalizer"])
    _finish(file, model, unknown, special, pieces)


def write_byte_pairs(file: Path, tokenizer: dict[str, Any]) -> None:
    """Gemma's `tokenizer.model`: byte pairs with bytes as the last resort. A piece's score is the rank of the merge that makes it."""
    vocabulary = sorted(tokenizer["model"]["vocab"].items(), key=lambda entry: entry[1])
    special = _special(tokenizer)
    merges = [tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge) for merge in tokenizer["model"]["merges"]]
    ranks: dict[str, int] = {}
    for rank, merge in enumerate(merges):
        ranks.setdefault("".join(merge), rank)
    model = _model(sentencepiece.TrainerSpec.BPE, dummy_prefix=False)
    unknown = tokenizer["model"]["unk_token"] or "<unk>"
    for piece, _ in vocabulary:
        byte = len(piece) == 6 and piece.startswith("<0x")
        kind = _UNKNOWN if piece == unknown else _BYTE if byte else _CONTROL if piece in special else _NORMAL
        _add(model, piece, -float(ranks.get(piece, len(merges))), kind)
    model.trainer_spec.byte_fallback = True
    _finish(file, model, unknown, special, vocabulary)


def _model(kind: int, dummy_prefix: bool):
    model = sentencepiece.ModelProto()
    model.trainer_spec.model_type = kind
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = dummy_prefix
    model.normalizer_spec.remove_extra_whitespaces = dummy_prefix
    return model


def _add(model, piece: str, score: float, kind: int) -> None:
    model.pieces.add(piece=piece, score=score, type=kind)


def _finish(file: Path, model, unknown: str, special: set[str], vocabulary) -> None:
    ids = {piece: position for position, (piece, _) in enumerate(vocabulary)}
    spec = model.trainer_spec
    spec.vocab_size = len(model.pieces)
    spec.unk_piece, spec.unk_id = unknown, ids.get(unknown, -1)
    for name, candidates in (("bos", ("<bos>", "<s>")), ("eos", ("</s>", "<eos>")), ("pad", ("<pad>",))):
        piece = next((token for token in candidates if token in special and token in ids), None)
        setattr(spec, f"{name}_id", ids[piece] if piece else -1)
        if piece:
            setattr(spec, f"{name}_piece", piece)
    file.write_bytes(model.SerializeToString())


def _special(tokenizer: dict[str, Any]) -> set[str]:
    return {token["content"] for token in tokenizer["added_tokens"] if token["special"]}


def _character_map(normalizer: dict[str, Any] | None) -> bytes:
    """SentencePiece's compiled normalisation (nmt_nfkc for T5), which tokenizer.json keeps as it is."""
    parts = normalizer.get("normalizers", [normalizer]) if normalizer else []
    return next((base64.b64decode(part["precompiled_charsmap"]) for part in parts if part["type"] == "Precompiled"), b"")
