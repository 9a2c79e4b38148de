"""Autoencoders: `sample` -> `latent_parameters` (mean and log variance) or `latent_sample`; `latent_sample` -> `sample`."""

from ..errors import ExportError
from ..onnx_graph.graph import Graph, Tensor

_IMAGE, _LATENT = ("height", "width"), ("latent_height", "latent_width")


def any_autoencoder(component: str, module, source) -> list[Graph]:
    """`vae` or `vqvae`, whatever its class."""
    build = _KINDS.get(type(module).__name__)
    if build is None:
        raise ExportError(f"{component}: {type(module).__name__} is not supported; supported are {', '.join(_KINDS)}")
    return build(module)


def _kl(module) -> list[Graph]:
    latent, factor = module.config.latent_channels, 2 ** (len(module.config.block_out_channels) - 1)
    return [_encoder(module, lambda model, sample: (model._encode(sample),), "latent_parameters", 2 * latent, factor),
            _decoder(module, lambda model, latent_sample: model.decode(latent_sample, return_dict=False), latent, factor)]


_KINDS = {"AutoencoderKL": _kl}


def _encoder(module, call, output: str, channels: int, factor: int) -> Graph:
    return Graph("vae_encoder", module, call, {"sample": Tensor(("batch", module.config.in_channels, *_IMAGE))},
                 {output: ("batch", channels, *_LATENT)}, _sizes(factor))


def _decoder(module, call, channels: int, factor: int) -> Graph:
    return Graph("vae_decoder", module, call, {"latent_sample": Tensor(("batch", channels, *_LATENT))},
                 {"sample": ("batch", module.config.out_channels, *_IMAGE)}, _sizes(factor))


def _sizes(factor: int):
    return tuple({"batch": batch, "latent_height": height, "latent_width": width, "height": height * factor, "width": width * factor}
                 for batch, height, width in ((3, 5, 7), (1, 8, 6)))
