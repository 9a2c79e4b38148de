"""A CLIP tokenizer: given, or with byte pairs learnt from the captions."""

import hashlib
import json
from pathlib import Path

from ...errors import ExportError
from ..data.records import Record
from ..loop.files import replace_folder

_START, _END = "<|startoftext|>", "<|endoftext|>"
# How CLIP splits text, https://github.com/openai/CLIP, simple_tokenizer.py
_SPLIT = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


_LEARNT_FROM = "learnt-from.sha256"


def tokenizer_of(options, records: list[Record], backgrounds: tuple[str, ...], folder: Path, resumed: bool = False):
    """Learnt ones are kept in `folder`, and learnt anew where captions or options have changed; but never in a run that goes on
    (`resumed`), whose weights know what the numbers of the old one mean."""
    from transformers import CLIPTokenizer

    if options.tokenizer:
        if not Path(options.tokenizer).is_dir():
            raise ExportError(f"text_encoder.tokenizer: {options.tokenizer} is no folder")
        return CLIPTokenizer.from_pretrained(options.tokenizer, model_max_length=options.longest)
    texts = [caption for record in records for caption in record.captions] + [f"on a {color} background" for color in backgrounds]
    identity = hashlib.sha256(json.dumps([texts, options.vocabulary, options.longest]).encode()).hexdigest()
    if not folder.is_dir() or not resumed and _learnt_from(folder) != identity:
        replace_folder(folder, lambda temporary: _learn(texts, options.vocabulary, options.longest, identity, temporary))
    return CLIPTokenizer.from_pretrained(folder)


def _learnt_from(folder: Path) -> str | None:
    file = folder / _LEARNT_FROM
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _learn(texts: list[str], size: int, longest: int, identity: str, folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token=_END, end_of_word_suffix="</w>", continuing_subword_prefix=""))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(_SPLIT), behavior="removed", invert=True),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False)])
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    # The trainer counts its alphabet once; CLIP's vocabulary has it twice (the second time at a word's end), and two markers.
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=size - 2 - len(letters), initial_alphabet=letters,
                                                             end_of_word_suffix="</w>", special_tokens=[], show_progress=False))
    merges = [tuple(merge) if isinstance(merge, list) else tuple(merge.split(" ")) for merge in
              json.loads(tokenizer.to_str())["model"]["merges"]]
    tokens = [*letters, *(letter + "</w>" for letter in letters), *("".join(merge) for merge in merges), _START, _END]
    folder.mkdir(parents=True)
    vocabulary = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *map(" ".join, merges)]) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "CLIPTokenizer", "model_max_length": longest, "bos_token": _START, "eos_token": _END, "unk_token": _END,
        "pad_token": _END}, indent=2) + "\n", encoding="utf-8")
    (folder / _LEARNT_FROM).write_text(identity, encoding="utf-8")
