"""`tokenizer/{t5,bert,gemma}.json`: small folders of T5's, BERT's and Gemma's tokenizers, with the ids that transformers
gives from them."""

from __future__ import annotations

import base64
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import sentencepiece
import tokenizers
from tokenizers import models, normalizers, pre_tokenizers, trainers
from transformers import BertTokenizer, GemmaTokenizer, T5Tokenizer

from .tokenizer_prompts import PROMPTS

OWN = [
    "<extra_id_0>", "a <extra_id_5> b", "a</s>b", "＜/s＞", "＜unk＞", "<pad><unk>", "＜extra_id_3＞", "▁", "a▁b", "▁▁ a", "Ⅲ ⅢⅢ Ⅷ", "III IIII",
    "... .... .....", "[CLS] [cls] [SEP]", "a[MASK]b", "[UNK]", "x" * 120, "😀" * 60 + "a", "ｶﾞ カ\u3099 ㍿ ™ ㎏ \u1e9b\u0323", "漢字かな交じり",
    "\u0338a\u0338", "ẞß", "İ",
]
ALL = PROMPTS + OWN
TEXT = [prompt for prompt in PROMPTS if prompt.strip() and "\0" not in prompt] * 3
RULES = {
    "Ａ": "A", "ﬁ": "fi", "e\u0301": "é", "\t": " ", "\u200b": "", "\u3000": " ", "™": "TM", "ｶﾞ": "ガ",
    "＜": "<", "＞": ">", "😀": ":-)", "👍🏽": "thumb",
}
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def write(out: Path) -> None:
    folder = out / "tokenizer"
    t5 = {name: {"spiece.model.base64": unigram(**rule)} | config for name, rule, config in (
        ("all rules", {"normalization_rule_name": "nmt_nfkc", "vocab_size": 500}, {"tokenizer_config.json": {"model_max_length": 40}}),
        ("few rules", {"normalization_rule_tsv": RULES, "vocab_size": 500}, {"tokenizer_config.json": strips(500)}),
        ("no rules", {"normalization_rule_name": "identity", "vocab_size": 500, "user_defined_symbols": ["<own>"]}, {}),
    )}
    saved = {"few rules", "no rules"}
    write_entries(folder / "t5.json", T5Tokenizer, t5, saved)
    vocabulary = "\n".join(word_pieces()) + "\n"
    configs: dict[str, dict[str, Any]] = {
        "lower case": {"tokenizer_config.json": {"do_lower_case": True, "model_max_length": 40}}, "no config": {},
        "cased": {"tokenizer_config.json": {"do_lower_case": False}},
        "accents": {"tokenizer_config.json": {"strip_accents": False, "tokenize_chinese_chars": False}},
    }
    folders = {name: {"vocab.txt": vocabulary} | files for name, files in configs.items()}
    write_entries(folder / "bert.json", BertTokenizer, folders, {"lower case"})
    write_entries(folder / "gemma.json", GemmaTokenizer, {"byte pairs": byte_pairs(), "without bytes": byte_pairs(range(0))}, set())


def unigram(**options: Any) -> str:
    """A SentencePiece model trained on the prompts, in base64."""
    model = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        if rules := options.get("normalization_rule_tsv"):
            options["normalization_rule_tsv"] = str(Path(folder, "rules.tsv"))
            lines = ("\t".join(" ".join(f"{ord(c):X}" for c in text) for text in rule) for rule in rules.items())
            Path(options["normalization_rule_tsv"]).write_text("\n".join(lines) + "\n", encoding="ascii")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(TEXT), model_writer=model, model_type="unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1,
            hard_vocab_limit=False, character_coverage=0.98, num_threads=1, minloglevel=2, **options)
    return base64.b64encode(model.getvalue()).decode("ascii")


def strips(size: int) -> dict[str, Any]:
    """As Flux's second tokenizer has it: the sentinels take the white space around them."""
    plain = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    decoder = {str(index): plain | {"content": content} for index, content in enumerate(["<pad>", "</s>", "<unk>"])}
    sentinels = {str(size + 99 - i): plain | {"content": f"<extra_id_{i}>", "lstrip": True, "rstrip": True} for i in range(100)}
    return {"model_max_length": 60, "extra_ids": 100, "additional_special_tokens": [f"<extra_id_{i}>" for i in range(100)],
            "added_tokens_decoder": decoder | sentinels, "tokenizer_class": "T5Tokenizer"}


def word_pieces() -> list[str]:
    tokenizer = tokenizers.Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(TEXT, trainers.WordPieceTrainer(vocab_size=800, special_tokens=TOKENS, show_progress=False))
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


def byte_pairs(codes: range = range(256)) -> dict[str, Any]:
    """Merges may span words, as some of Gemma's do, and rare characters have no token."""
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=500, limit_alphabet=70, show_progress=False))
    trained = json.loads(tokenizer.to_str())["model"]
    pieces = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{code:02X}>" for code in codes), *trained["vocab"]]
    made = GemmaTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, merges=[tuple(pair) for pair in trained["merges"]],
                          padding_side="right", add_bos_token=True, model_max_length=40)
    with tempfile.TemporaryDirectory() as folder:
        made.save_pretrained(folder)
        return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).iterdir())}


def write_entries(file: Path, cls: Any, folders: dict[str, dict[str, Any]], saved: set[str]) -> None:
    entries = {}
    for name, files in folders.items():
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as copy:
            for file_name, content in files.items():
                put(Path(folder, file_name), content)
            tokenizer = cls.from_pretrained(folder)
            entries[name] = {"files": files, "cases": cases(tokenizer)}
            if name in saved:
                tokenizer.save_pretrained(copy)
                written = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(copy).iterdir())}
                entries[f"{name}, saved by transformers"] = {"files": written, "cases": cases(cls.from_pretrained(copy))}
    text = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in entries.items())
    file.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def put(file: Path, content: Any) -> None:
    if file.suffix == ".base64":
        file.with_suffix("").write_bytes(base64.b64decode(content))
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def cases(tokenizer: Any) -> list[dict[str, Any]]:
    """Every prompt with its ids, neither cut nor padded, and some with them cut and padded."""
    length = min(tokenizer.model_max_length, 512)
    whole = [{"prompt": prompt, "ids": tokenizer(prompt, verbose=False).input_ids} for prompt in ALL]
    padded = [
        {"prompt": prompt, "padded": tokenizer(prompt, padding="max_length", truncation=True, max_length=length).input_ids}
        for prompt in ("", "a red apple", "a " * 600)
    ]
    return whole + padded
