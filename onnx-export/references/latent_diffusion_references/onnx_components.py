"""The ONNX graphs of a model folder as modules that the pipelines of diffusers accept in place of their own."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import onnxruntime
import torch
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution


class OnnxComponent(torch.nn.Module):
    """One graph. Inputs are cast to what the graph declares; a timestep with a fraction loses it.

    What `config.json` says comes before the defaults.
    """

    dtype = torch.float32
    device = torch.device("cpu")

    def __init__(self, folder: Path, **defaults):
        super().__init__()
        stated = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.config = SimpleNamespace(**{**defaults, **stated})
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        self._types = {i.name: torch.int64 if i.type == "tensor(int64)" else torch.float32 for i in self._session.get_inputs()}

    def run(self, **inputs: torch.Tensor) -> torch.Tensor:
        values = {name: value.to(self._types[name]).numpy() for name, value in inputs.items()}
        return torch.from_numpy(self._session.run(None, values)[0])


class TextEncoder(OnnxComponent):
    def forward(self, input_ids, attention_mask=None):
        return (self.run(input_ids=input_ids),)


class Unet(OnnxComponent):
    def __init__(self, folder: Path):
        super().__init__(folder, time_cond_proj_dim=None)

    def forward(self, sample, timestep, encoder_hidden_states, **_):
        return (self.run(sample=sample, timestep=timestep.reshape(1), encoder_hidden_states=encoder_hidden_states),)


class Autoencoder(torch.nn.Module):
    dtype = torch.float32
    device = torch.device("cpu")

    def __init__(self, model: Path):
        super().__init__()
        self._encoder, self._decoder = OnnxComponent(model / "vae_encoder"), OnnxComponent(model / "vae_decoder")
        self.config = self._decoder.config

    def encode(self, image):
        return SimpleNamespace(latent_dist=DiagonalGaussianDistribution(self._encoder.run(sample=image)))

    def decode(self, latents, **_):
        return (self._decoder.run(latent_sample=latents),)
