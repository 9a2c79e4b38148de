"""How well an autoencoder gives pictures back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ...errors import ExportError, first_line
from ..losses.lpips import Lpips


@dataclass(frozen=True)
class Reconstruction:
    psnr: float
    """Mean over pictures of the peak signal-to-noise ratio in dB, of 8-bit pixels."""
    l1: float
    """Mean absolute difference of pixels in 0..1."""
    lpips: float | None
    """Where its weights were given."""
    pictures: int

    def __str__(self) -> str:
        lpips = f"LPIPS (VGG16, 0.1) {self.lpips:.4f}" if self.lpips is not None else "LPIPS not measured (its weights were not given)"
        return f"PSNR {self.psnr:.2f} dB, mean absolute difference {self.l1:.4f}, {lpips}, on {self.pictures} pictures"


@torch.no_grad()
def measure(reconstruct: Callable[[torch.Tensor], torch.Tensor], pictures: torch.Tensor, lpips: Lpips | None = None,
            batch: int = 16) -> Reconstruction:
    """`reconstruct` takes and gives [n, 3, height, width] in -1..1."""
    ratios, differences, distances = [], [], []
    for part in pictures.split(batch):
        output = _as_stored(reconstruct(part))
        difference = _as_stored(part) - output
        ratios += (10 * torch.log10(4 / difference.square().mean((1, 2, 3)).clamp(min=1e-10))).tolist()
        differences += (difference.abs().mean((1, 2, 3)) / 2).tolist()
        if lpips is not None:
            distances += [float(lpips(output[i:i + 1], part[i:i + 1])) for i in range(len(part))]
    means = [float(np.mean(values)) if values else None for values in (ratios, differences, distances)]
    return Reconstruction(*means, len(pictures))


def on_held_out(context) -> Callable[[Callable[[torch.Tensor], torch.Tensor]], Reconstruction]:
    """The measure of what gives back the pictures of a run that are not trained on."""
    output, pictures = context.settings.output, context.pictures.plain(context.pictures.held_out)
    lpips = Lpips.load(output.vgg_weights, output.lpips_weights) if output.vgg_weights else None
    return lambda reconstruct: measure(reconstruct, pictures, lpips)


def onnx_autoencoder(folder: Path) -> Callable[[torch.Tensor], torch.Tensor]:
    """Of an exported model, by ONNX Runtime: mean of the posterior, then decoded."""
    files = [folder / name / "model.onnx" for name in ("vae_encoder", "vae_decoder")]
    if missing := [file for file in files if not file.is_file()]:
        raise ExportError(f"{missing[0]} does not exist; an exported model has an encoder and a decoder of pictures")
    encoder, decoder = map(_session, files)

    def reconstruct(pictures: torch.Tensor) -> torch.Tensor:
        moments = encoder.run(None, {encoder.get_inputs()[0].name: pictures.numpy()})[0]
        latents = moments[:, :moments.shape[1] // 2] if encoder.get_outputs()[0].name == "latent_parameters" else moments
        output = torch.from_numpy(decoder.run(None, {decoder.get_inputs()[0].name: np.ascontiguousarray(latents)})[0])
        if output.shape != pictures.shape:
            raise ExportError(f"{folder} makes pictures of {output.shape[-1]} pixels of those of {pictures.shape[-1]}; their size must be a "
                              "multiple of the autoencoder's factor")
        return output

    return reconstruct


def _session(file: Path):
    import onnxruntime

    try:
        return onnxruntime.InferenceSession(file)
    except Exception as error:  # the runtime has a class of its own for each kind of error
        raise ExportError(f"{file} cannot be loaded: {first_line(error)}") from error


def _as_stored(pictures: torch.Tensor) -> torch.Tensor:
    """Rounded to 8 bits, as a file holds them."""
    return ((pictures.float().cpu().clamp(-1, 1) + 1) * 127.5).round() / 127.5 - 1
