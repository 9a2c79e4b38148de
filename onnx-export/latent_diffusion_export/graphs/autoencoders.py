"""Autoencoders: `sample` -> `latent_parameters` (mean and log variance) or `latent_sample`; `latent_sample` -> `sample`."""

import dataclasses

from ..errors import ExportError
from ..onnx_graph.graph import Graph, Tensor

_IMAGE, _LATENT = ("height", "width"), ("latent_height", "latent_width")


def any_autoencoder(component: str, module, source) -> list[Graph]:
    """`vae` or `vqvae`, whatever its class: an encoder and a decoder."""
    build = _KINDS.get(type(module).__name__)
    if build is None:
        raise ExportError(f"{component}: {type(module).__name__} is not supported; supported are {', '.join(_KINDS)}")
    return build(module)


def preview(folder: str, module, source) -> list[Graph]:
    """A second, cheap decoder (TAESD) for previews while denoising."""
    decoder = any_autoencoder(folder, module, source)[1]
    return [dataclasses.replace(decoder, folder=folder)]


def _kl(module) -> list[Graph]:
    latent, factor = module.config.latent_channels, 2 ** (len(module.config.block_out_channels) - 1)
    return [_encoder(module, lambda model, sample: (model._encode(sample),), "latent_parameters", 2 * latent, factor),
            _decoder(module, lambda model, latent_sample: model.decode(latent_sample, return_dict=False), latent, factor)]


def _vq(module) -> list[Graph]:
    """VQModel: the encoder gives the latents before quantisation; the decoder quantises."""
    latent, factor = module.config.vq_embed_dim or module.config.latent_channels, 2 ** (len(module.config.block_out_channels) - 1)
    return [_encoder(module, lambda model, sample: model.encode(sample, return_dict=False), "latent_sample", latent, factor),
            _decoder(module, lambda model, latent_sample: model.decode(latent_sample, return_dict=False)[:1], latent, factor)]


def _deterministic(module, latent: int, factor: int) -> list[Graph]:
    return [_encoder(module, lambda model, sample: model.encode(sample, return_dict=False), "latent_sample", latent, factor),
            _decoder(module, lambda model, latent_sample: model.decode(latent_sample, return_dict=False), latent, factor)]


def _tiny(module) -> list[Graph]:
    """AutoencoderTiny (TAESD)."""
    return _deterministic(module, module.config.latent_channels, 2 ** (len(module.config.encoder_block_out_channels) - 1))


def _deep_compression(module) -> list[Graph]:
    """AutoencoderDC (Sana)."""
    return _deterministic(module, module.config.latent_channels, module.spatial_compression_ratio)


_KINDS = {"AutoencoderKL": _kl, "PixelShuffleAutoencoder": _kl, "AutoencoderTiny": _tiny, "AutoencoderDC": _deep_compression,
          "VQModel": _vq}


def _encoder(module, call, output: str, channels: int, factor: int) -> Graph:
    return Graph("vae_encoder", module, call, {"sample": Tensor(("batch", module.config.in_channels, *_IMAGE))},
                 {output: ("batch", channels, *_LATENT)}, _sizes(factor))


def _decoder(module, call, channels: int, factor: int) -> Graph:
    return Graph("vae_decoder", module, call, {"latent_sample": Tensor(("batch", channels, *_LATENT))},
                 {"sample": ("batch", getattr(module.config, "out_channels", module.config.in_channels), *_IMAGE)}, _sizes(factor))


def _sizes(factor: int):
    return tuple({"batch": batch, "latent_height": height, "latent_width": width, "height": height * factor, "width": width * factor}
                 for batch, height, width in ((3, 5, 7), (1, 8, 6)))
