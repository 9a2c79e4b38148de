import json

import pytest
from sentencepiece import SentencePieceProcessor

from latent_diffusion_export import tokenizers
from latent_diffusion_export.errors import ExportError
from latent_diffusion_references.tiny import tokenizers as tiny

TEXTS = ("A photo of a red cat", "  two   spaces, and commas ", "naïve 東京 🐟 12", "", "housesing the fishes")


@pytest.fixture(params=["t5", "gemma", "bert", "clip"])
def saved(request, tmp_path):
    tokenizer = getattr(tiny, request.param)()
    tokenizer.save_pretrained(tmp_path)
    tokenizers.complete(tmp_path)
    return request.param, tokenizer, tmp_path


@pytest.mark.parametrize("content, message", [("{", "is not JSON"), ("{}", "has no model")])
def test_broken_files_are_named(content, message, tmp_path):
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ExportError, match=f"tokenizer.json {message}"):
        tokenizers.complete(tmp_path)


@pytest.mark.parametrize("text", TEXTS)
def test_written_files_encode_as_the_tokenizer_does(saved, text):
    kind, tokenizer, folder = saved
    expected = tokenizer(text, add_special_tokens=False).input_ids
    if kind in ("t5", "gemma"):
        processor = SentencePieceProcessor(str(folder / ("spiece.model" if kind == "t5" else "tokenizer.model")))
        assert processor.encode(text) == expected
        return
    (folder / "tokenizer.json").unlink()
    assert type(tokenizer).from_pretrained(folder)(text, add_special_tokens=False).input_ids == expected


def test_special_ids_are_kept(saved):
    kind, tokenizer, folder = saved
    if kind in ("t5", "gemma"):
        processor = SentencePieceProcessor(str(folder / ("spiece.model" if kind == "t5" else "tokenizer.model")))
        assert (processor.pad_id(), processor.eos_id(), processor.unk_id()) == (
            tokenizer.pad_token_id, tokenizer.eos_token_id, tokenizer.unk_token_id)


def test_extra_ids_behind_the_vocabulary_are_no_pieces(tmp_path):
    from transformers import T5Tokenizer

    T5Tokenizer(extra_ids=7).save_pretrained(tmp_path)
    tokenizers.complete(tmp_path)
    assert len(json.loads((tmp_path / "tokenizer.json").read_text())["model"]["vocab"]) == 11
    assert SentencePieceProcessor(str(tmp_path / "spiece.model")).get_piece_size() == 4


def test_files_that_are_there_stay(tmp_path):
    tiny.bert().save_pretrained(tmp_path)
    (tmp_path / "vocab.txt").write_text("mine")
    tokenizers.complete(tmp_path)
    assert (tmp_path / "vocab.txt").read_text() == "mine"
