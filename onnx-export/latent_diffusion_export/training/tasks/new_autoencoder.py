"""The autoencoder of a run: a new one, or an earlier run's."""

from pathlib import Path

import torch
from torch import nn

from ...errors import ExportError, first_line
from ...loading import load_whole
from ...source import read_json
from ..random_streams import Purpose, seed_of


def autoencoder_of(settings, seed: int) -> nn.Module:
    options, size = settings.autoencoder, settings.data.size
    if not options.start and (options.decoder_only or options.enlarge):
        raise ExportError(f"autoencoder.{'decoder_only' if options.decoder_only else 'enlarge'} wants autoencoder.start, whose latents stay")
    autoencoder = load_autoencoder(options.start) if options.start else _new(options, size, seed)
    if options.enlarge:
        autoencoder = _enlarged(autoencoder, options.start, seed)
    require_whole_latents(autoencoder, size)
    return autoencoder


def _enlarged(autoencoder: nn.Module, start: str, seed: int) -> nn.Module:
    from .pixel_shuffle import PixelShuffleAutoencoder, enlarged

    if not isinstance(autoencoder, PixelShuffleAutoencoder):
        raise ExportError(f"autoencoder.enlarge is for a PixelShuffleAutoencoder; {start} is a {type(autoencoder).__name__}")
    groups, channels = autoencoder.config.norm_num_groups, 2 * autoencoder.config.block_out_channels[-3]
    if channels % groups:
        raise ExportError(f"autoencoder.enlarge adds layers of {channels} channels, which the {groups} norm_groups of {start} do not divide")
    torch.manual_seed(seed_of(seed, Purpose.WEIGHTS))
    return enlarged(autoencoder)


def load_autoencoder(folder: str | Path) -> nn.Module:
    """`folder` is that of a run, of an autoencoder, or of a whole diffusers model."""
    from diffusers import AutoencoderKL

    from .pixel_shuffle import PixelShuffleAutoencoder

    for path in (Path(folder), Path(folder, "autoencoder"), Path(folder, "vae"), Path(folder, "model", "vae")):
        if (path / "config.json").is_file():
            kind = read_json(path / "config.json").get("_class_name")
            classes = {"AutoencoderKL": AutoencoderKL, "PixelShuffleAutoencoder": PixelShuffleAutoencoder}
            if kind not in classes:
                raise ExportError(f"{path} is a {kind}; training needs one of {', '.join(classes)}")
            try:
                return load_whole(classes[kind], path, dtype=torch.float32)
            except (OSError, ValueError, RuntimeError) as error:
                raise ExportError(f"{path}: the {kind} cannot be loaded: {first_line(error)}") from error
    raise ExportError(f"{folder} holds no autoencoder: no config.json there, in autoencoder/ or in vae/. `train autoencoder` writes one")


def factor_of(autoencoder: nn.Module) -> int:
    return 2 ** (len(autoencoder.config.block_out_channels) - 1)


def shift_of(autoencoder: nn.Module) -> float:
    """What is taken off latents before they are scaled."""
    return getattr(autoencoder.config, "shift_factor", None) or 0.0


def require_whole_latents(autoencoder: nn.Module, size: int) -> None:
    factor = factor_of(autoencoder)
    if size % factor:
        raise ExportError(f"data.size is {size}; it must be a multiple of {factor}, the autoencoder's factor")


def _new(options, size: int, seed: int) -> nn.Module:
    channels = options.block_channels
    torch.manual_seed(seed_of(seed, Purpose.WEIGHTS))
    if any(count % options.norm_groups for count in channels):
        raise ExportError(f"autoencoder.norm_groups is {options.norm_groups}, which does not divide block_channels {list(channels)}")
    if options.kind == "PixelShuffleAutoencoder":
        from .pixel_shuffle import PixelShuffleAutoencoder

        if len(channels) != 2 or channels[0] % 4:
            raise ExportError(f"autoencoder.block_channels is {list(channels)}; PixelShuffleAutoencoder has two, the first divisible by 4")
        return PixelShuffleAutoencoder(latent_channels=options.latent_channels, norm_num_groups=options.norm_groups, sample_size=size,
                                       block_out_channels=(12, channels[0] // 4, *channels))
    from diffusers import AutoencoderKL

    return AutoencoderKL(block_out_channels=channels, down_block_types=("DownEncoderBlock2D",) * len(channels), sample_size=size,
                         up_block_types=("UpDecoderBlock2D",) * len(channels), layers_per_block=options.layers_per_block,
                         latent_channels=options.latent_channels, norm_num_groups=options.norm_groups,
                         mid_block_add_attention=options.middle_attention)
