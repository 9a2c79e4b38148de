"""Writes a checkpoint of random float16 weights for measuring how it loads: python benchmarks/random_checkpoint.py MODEL OUT,
where MODEL is a diffusers folder of which only the small files are read, such as
src/LatentDiffusion/Checkpoints/ModelTypes/stable-diffusion-v1."""

import json
import shutil
import sys
from pathlib import Path

import diffusers
import torch
import transformers
from accelerate import init_empty_weights
from safetensors.torch import save_file


def state_dict(folder: Path, library: str, name: str) -> dict[str, torch.Tensor]:
    config = json.loads((folder / "config.json").read_text())
    with init_empty_weights():
        if library == "diffusers":
            module = getattr(diffusers, name).from_config(config)
        else:
            class_ = getattr(transformers, name)
            module = class_(class_.config_class(**config))
    prefix = "text_model." if name == "CLIPTextModel" else ""  # as published checkpoints have it
    return {prefix + key: random(value.shape) for key, value in module.state_dict().items()}


def random(shape: torch.Size) -> torch.Tensor:
    device = "cuda" if torch.cuda.is_available() else "cpu"  # where it is much faster
    return (torch.randn(shape, dtype=torch.float16, device=device) * 0.02).cpu()


def main(model: Path, out: Path) -> None:
    torch.manual_seed(0)
    shutil.copytree(model, out, dirs_exist_ok=True)
    for folder, entry in json.loads((model / "model_index.json").read_text()).items():
        if (out / folder / "config.json").is_file():
            library, name = entry
            file = "model.safetensors" if library == "transformers" else "diffusion_pytorch_model.safetensors"
            save_file(state_dict(out / folder, library, name), out / folder / file, metadata={"format": "pt"})
    for tokenizer in out.glob("tokenizer*"):  # the library keeps the vocabulary of all CLIP tokenizers beside its models
        for file in ("vocab.json", "merges.txt"):
            if not (tokenizer / file).exists():
                shutil.copyfile(model.parent / "clip" / file, tokenizer / file)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
