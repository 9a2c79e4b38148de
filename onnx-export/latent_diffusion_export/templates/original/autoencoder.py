"""AutoencoderKL of every model."""

from diffusers.loaders import single_file_utils as diffusers

from ...onnx_graph.graph import Graph
from .layout import Layout, layout
from .tag import Tag

_RESNET = ("norm1", "conv1", "norm2", "conv2", "nin_shortcut")


def autoencoder(graph: Graph, pipeline: str) -> Layout:
    config = graph.module.config
    levels, layers = range(len(config.block_out_channels)), range(config.layers_per_block + 1)
    blocks = [f"mid.block_{i}" for i in (1, 2)]
    names = [f"encoder.{block}.{name}" for block in [*blocks, *(f"down.{i}.block.{j}" for i in levels for j in layers)]
             for name in _RESNET]
    names += [f"decoder.{block}.{name}" for block in [*blocks, *(f"up.{i}.block.{j}" for i in levels for j in layers)]
              for name in _RESNET]
    names += [f"encoder.down.{i}.downsample.conv" for i in levels] + [f"decoder.up.{i}.upsample.conv" for i in levels]
    names += [f"{side}.mid.attn_1.{name}" for side in ("encoder", "decoder") for name in ("norm", "q", "k", "v", "proj_out")]
    keys = [f"{name}.{kind}" for name in names for kind in ("weight", "bias")]
    keys += diffusers.DIFFUSERS_TO_LDM_MAPPING["vae"].values()
    prefix, *others = diffusers.LDM_VAE_KEYS
    # The attention's linear layers are convolutions in the original code: of the same bytes, with two more dimensions.
    found = {prefix + key: Tag(prefix + key, (1, 1, 1, 1) if ".attn_1." in key and key.endswith("weight") else (1,)) for key in keys}
    return layout(graph, (prefix, *others, ""), diffusers.convert_ldm_vae_checkpoint(found, config))
