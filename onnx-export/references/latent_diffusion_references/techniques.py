"""`tests/LatentDiffusion.Techniques.Tests/References`: a tiny model of each technique of the comparison with random weights, and what
PyTorch and diffusers draw with it."""

import json
import shutil
from pathlib import Path

import torch
from PIL import Image
from torch import nn

from latent_diffusion_export.training.comparison import techniques
from latent_diffusion_export.training.comparison.export import export
from latent_diffusion_export.training.comparison.pictures import bytes_of, pixels_of
from latent_diffusion_export.training.comparison.settings import Settings
from latent_diffusion_export.training.comparison.techniques.diffusion import STEPS
from .tiny.weights import randomize

_SIZE, _SEED, _COUNT, _STRENGTH = 16, 7, 3, 0.5


def write(out: Path) -> None:
    generator = torch.Generator().manual_seed(0)
    picture = torch.randint(0, 256, (3, 4, 4), generator=generator, dtype=torch.uint8).repeat_interleave(4, 1).repeat_interleave(4, 2)
    for name in techniques.CATALOGUE:
        folder = out / name
        shutil.rmtree(folder, ignore_errors=True)
        technique = techniques.create(name, Settings(data=Path(), size=_SIZE, width=8), None, torch.device("cpu"))
        randomize(technique.modules)
        if name == "gan":
            _normalise(technique)
        if name in _LAST:
            _contrast(technique, _LAST[name](technique))
        export(technique, folder, dtype="float16")  # rounds the weights, with which the pictures are drawn then
        for number, drawn in enumerate(technique.sample(_COUNT, _SEED)):
            _save(drawn, folder / f"drawn-{number}.png")
        _save(pixels_of(picture), folder / "picture.png")
        with torch.no_grad():
            _MORE.get(name, lambda *_: None)(technique, pixels_of(picture)[None], folder)


def _normalise(technique) -> None:
    """Batch normalisation that does what it does in a trained generator: else hardly anything of the latent is left after a few layers."""
    with torch.no_grad():
        for module in technique.modules.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.add_(1)
    technique.stages[-1].end()


@torch.no_grad()
def _contrast(technique, last) -> None:
    """Random networks draw nearly the same picture for every seed; the last layer is made to show what differs."""
    seen: list[torch.Tensor] = []
    hook = last.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    technique.sample(8, 0)
    hook.remove()
    mean, deviation = seen[0].mean((0, 2, 3)), seen[0].std(0).mean()
    last.weight.mul_(0.5 / deviation)
    last.bias.copy_((last.bias - mean) * 0.5 / deviation)


_LAST = {"gan": lambda technique: technique.generator.last, "vae": lambda technique: technique.decoder.layers[-1],
         "autoregressive": lambda technique: technique.quantiser.decoder[-2],
         "latent": lambda technique: technique.autoencoder.decoder[-2]}


def _gan(technique, picture: torch.Tensor, folder: Path) -> None:
    _middle(technique, technique.generator, folder)


def _vae(technique, picture: torch.Tensor, folder: Path) -> None:
    _middle(technique, technique.decoder, folder)
    mean = technique.encoder(picture)[0][0]
    (folder / "latent.json").write_text(json.dumps([round(float(value), 6) for value in mean]) + "\n")


def _middle(technique, decoder, folder: Path) -> None:
    """Half way between the latents of two seeds."""
    first, second = (torch.randn(technique.latent, generator=torch.Generator().manual_seed(_SEED + i)) for i in range(2))
    _save(decoder(torch.lerp(first, second, 0.5)[None])[0], folder / "middle.png")


def _pixel(technique, picture: torch.Tensor, folder: Path) -> None:
    """As diffusers' pipelines start from a picture."""
    scheduler = technique.scheduler
    scheduler.set_timesteps(STEPS)
    times = scheduler.timesteps[STEPS - int(STEPS * _STRENGTH):]
    noise = torch.randn(picture[0].shape, generator=torch.Generator().manual_seed(_SEED))[None]
    sample = scheduler.add_noise(picture, noise, times[:1])
    for time in times:
        sample = scheduler.step(technique.unet(sample, time).sample, time, sample).prev_sample
    _save(sample[0], folder / "varied.png")


def _autoregressive(technique, picture: torch.Tensor, folder: Path) -> None:
    tokens = technique.quantiser.tokens(picture)
    (folder / "tokens.json").write_text(json.dumps(tokens[0].tolist()) + "\n")
    _save(technique.continued(tokens[:, :technique.quantiser.side], _SEED)[0], folder / "completed.png")


def _save(pixels: torch.Tensor, file: Path) -> None:
    Image.fromarray(bytes_of(pixels).permute(1, 2, 0).numpy()).save(file)


_MORE = {"gan": _gan, "vae": _vae, "pixel": _pixel, "autoregressive": _autoregressive}
