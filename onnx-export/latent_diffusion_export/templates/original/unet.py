"""U-Nets and ControlNets of Stable Diffusion 1.x, 2.x and XL."""

from collections.abc import Iterator

from diffusers.loaders import single_file_utils as diffusers

from ...onnx_graph.graph import Graph
from .layout import Layout, layout, tags

_PREFIX = "model.diffusion_model."
_RESNET = ("in_layers.0", "in_layers.2", "emb_layers.1", "out_layers.0", "out_layers.3", "skip_connection")


def unet(graph: Graph, pipeline: str) -> Layout:
    known = diffusers.DIFFUSERS_TO_LDM_MAPPING["unet"]
    ends = [*known["layers"].values(), *known["addition_embed_type"].values(), "label_emb.weight"]
    keys = [*ends, *_encoder(graph), *_decoder(graph)]
    converted = diffusers.convert_ldm_unet_checkpoint(tags(_PREFIX + key for key in keys), graph.module.config)
    return layout(graph, (_PREFIX, ""), converted)


def controlnet(graph: Graph, pipeline: str) -> Layout:
    config = graph.module.config
    blocks = len(config.block_out_channels) * (config.layers_per_block + 1)
    keys = [*diffusers.DIFFUSERS_TO_LDM_MAPPING["controlnet"]["layers"].values(), *_encoder(graph)]
    keys += [f"{name}.{kind}" for name in ("middle_block_out.0", *(f"zero_convs.{i}.0" for i in range(blocks)),
                                          *(f"input_hint_block.{2 * i}" for i in range(1, 7))) for kind in ("weight", "bias")]
    converted = diffusers.convert_controlnet_checkpoint(tags(diffusers.LDM_CONTROLNET_KEY + key for key in keys), config)
    return layout(graph, (diffusers.LDM_CONTROLNET_KEY, ""), converted)


def _encoder(graph: Graph) -> Iterator[str]:
    """Every key that blocks of the original code can have; which of them the model has, the parameters of diffusers tell."""
    config = graph.module.config
    for block in range(1, len(config.block_out_channels) * (config.layers_per_block + 1)):
        yield from (f"input_blocks.{block}.0.{name}" for name in _layers(*_RESNET, "op"))
        yield from (f"input_blocks.{block}.1.{name}" for name in _attention(graph))
    for block in (0, 2):
        yield from (f"middle_block.{block}.{name}" for name in _layers(*_RESNET))
    yield from (f"middle_block.1.{name}" for name in _attention(graph))


def _decoder(graph: Graph) -> Iterator[str]:
    layers = graph.module.config.layers_per_block + 1
    for level, kind in enumerate(graph.module.config.up_block_types):
        upsampler = 2 if "CrossAttn" in kind else 1  # it comes after the attention, where there is one
        for block in range(level * layers, (level + 1) * layers):
            yield from (f"output_blocks.{block}.0.{name}" for name in _layers(*_RESNET))
            yield from (f"output_blocks.{block}.1.{name}" for name in _attention(graph))
        yield from (f"output_blocks.{block}.{upsampler}.{name}" for name in _layers("conv"))


def _layers(*names: str) -> Iterator[str]:
    return (f"{name}.{kind}" for name in names for kind in ("weight", "bias"))


def _attention(graph: Graph) -> list[str]:
    """Inside attention the names are those of diffusers."""
    names = (name.split(".attentions.")[-1].split(".", 1)[1] for name in graph.module.state_dict() if ".attentions." in name)
    return list(dict.fromkeys(names))
