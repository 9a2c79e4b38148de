"""An autoencoder of float16 whose first layers leave the range of float16, exported as other tools do, and what PyTorch makes of it
in float32."""

import copy
from pathlib import Path

import torch
from safetensors.torch import save_file

from latent_diffusion_export.graphs.autoencoders import any_autoencoder
from latent_diffusion_export.onnx_graph.cleanup import clean
from latent_diffusion_export.onnx_graph.graph import Tensor
from latent_diffusion_export.onnx_graph.storage import save
from latent_diffusion_export.onnx_graph.trace import trace
from .tiny import stable_diffusion

SCALE = 100000.0


def write(out: Path) -> None:
    """Writes `overflowing_vae/`: both graphs of float16, and `cases.safetensors` with `latents` -> `image`, `picture` -> `mean`
    in float32."""
    folder = out / "overflowing_vae"
    vae = autoencoder()
    for graph in any_autoencoder("vae", copy.deepcopy(vae).half(), None):
        graph.inputs = {name: Tensor(tensor.shape, torch.float16) for name, tensor in graph.inputs.items()}
        model = trace(graph)
        clean(model, graph)
        save(model, folder / graph.folder)
        vae.save_config(folder / graph.folder)
    save_file(tensors(vae), folder / "cases.safetensors")


def autoencoder():
    """Large activations are brought back by the normalisation that follows them. The weights are those of the file."""
    vae = stable_diffusion.pipeline().vae
    for layer in (vae.decoder.conv_in, vae.encoder.conv_in):
        layer.weight.data *= SCALE
    vae.register_to_config(force_upcast=False)
    return vae.half().float()


@torch.no_grad()
def tensors(vae) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    latents, picture = torch.randn((1, 4, 6, 5), generator=generator), torch.rand((1, 3, 48, 40), generator=generator) * 2 - 1
    image = vae.decode(latents).sample
    assert not vae.half().decode(latents.half()).sample.isfinite().all()
    mean = vae.float().encode(picture).latent_dist.mean
    return {"latents": latents, "image": image.contiguous(), "picture": picture, "mean": mean.contiguous()}
