"""`train average`: weights between those of two models, of which one was trained from the other or both from a third.

Such averages often keep what either has learnt (Wortsman et al. 2022, arXiv 2109.01903), and cost nothing to run.
"""

import shutil
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from ..errors import ExportError, first_line
from ..folders import written_whole


def average(model: Path, other: Path, out: Path, share: float) -> None:
    """Of diffusers folders of the same structure: (1 - share) of `model`'s weights and `share` of `other`'s. All else is `model`'s."""
    files, others = ({str(file.relative_to(folder)) for file in folder.rglob("*.safetensors")} for folder in (model, other))
    if not files:
        raise ExportError(f"{model} holds no .safetensors")
    if files != others:
        raise ExportError(f"{model} and {other} are not of the same structure: only one has {', '.join(sorted(files ^ others))}")
    if _vocabulary(model) != _vocabulary(other):
        raise ExportError(f"{model} and {other} have different vocabularies, so that their text encoders cannot be averaged")
    with written_whole(out) as partial:
        shutil.copytree(model, partial, dirs_exist_ok=True)
        for file in sorted(files):
            save_file(_between(model / file, other / file, share), partial / file, {"format": "pt"})


def _between(file: Path, other: Path, share: float) -> dict[str, torch.Tensor]:
    weights, others = _read(file), _read(other)
    for name in sorted(weights.keys() | others.keys()):
        if name not in weights or name not in others or weights[name].shape != others[name].shape:
            raise ExportError(f"{file} and {other} are not of the same structure: they differ in {name}")
    return {name: torch.lerp(value.float(), others[name].float(), share).to(value.dtype) if value.is_floating_point() else value
            for name, value in weights.items()}


def _read(file: Path) -> dict[str, torch.Tensor]:
    try:
        return load_file(file)
    except SafetensorError as error:
        raise ExportError(f"{file} cannot be read: {first_line(error)}") from error


def _vocabulary(model: Path) -> dict[str, int]:
    from transformers import CLIPTokenizer

    return CLIPTokenizer.from_pretrained(model / "tokenizer").get_vocab() if (model / "tokenizer").is_dir() else {}
