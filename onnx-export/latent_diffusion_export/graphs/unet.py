"""U-Nets: `sample`, `timestep`, `encoder_hidden_states` and what the configuration adds -> `out_sample`."""

import torch

from ..errors import ExportError
from ..onnx_graph.graph import Graph, Shape, Tensor

LATENT = ("latent_height", "latent_width")
# Odd first: the tracer then takes the path that upsamples to the skip connection's size, which serves even sizes equally.
SIZES = ({"batch": 3, "latent_height": 9, "latent_width": 11, "sequence": 7},
         {"batch": 1, "latent_height": 16, "latent_width": 8, "sequence": 13})


def conditional(folder: str, module, source) -> list[Graph]:
    """UNet2DConditionModel; beside a ControlNet it takes the residuals too."""
    inputs = {"sample": Tensor(("batch", module.config.in_channels, *LATENT))} | conditioning(module, source)
    if "controlnet" in source.components:
        inputs |= {name: Tensor(shape) for name, shape in residual_shapes(module).items()}
    sizes = tuple(size | _halvings(size, len(module.down_blocks)) for size in SIZES)
    return [Graph(folder, module, _call, inputs, {"out_sample": ("batch", module.config.out_channels, *LATENT)}, sizes)]


def unconditional(folder: str, module, source) -> list[Graph]:
    """UNet2DModel: sides must be divisible by its halvings."""
    factor = 2 ** (len(module.down_blocks) - 1)
    sizes = tuple({"batch": batch, "latent_height": height * factor, "latent_width": width * factor}
                  for batch, height, width in ((3, 3, 5), (1, 4, 2)))
    return [Graph(folder, module, _call, {"sample": Tensor(("batch", module.config.in_channels, *LATENT)), "timestep": Tensor((1,))},
                  {"out_sample": ("batch", module.config.out_channels, *LATENT)}, sizes, multiples=dict.fromkeys(LATENT, factor))]


def conditioning(module, source) -> dict[str, Tensor]:
    """The inputs beside `sample`. Timesteps are float32, because Euler and others have fractional ones."""
    config = module.config
    inputs = {"timestep": Tensor((1,)), "encoder_hidden_states": Tensor(("batch", "sequence", _text_width(config)))}
    if config.addition_embed_type == "text_time":
        text = source.config("text_encoder_2")["projection_dim"]
        count = (config.projection_class_embeddings_input_dim - text) // config.addition_time_embed_dim
        inputs |= {"text_embeds": Tensor(("batch", text)), "time_ids": Tensor(("batch", count))}
    elif config.addition_embed_type is not None:
        raise ExportError(f"addition_embed_type {config.addition_embed_type!r} of {type(module).__name__} is not supported")
    if getattr(config, "time_cond_proj_dim", None) is not None:
        inputs["timestep_cond"] = Tensor(("batch", config.time_cond_proj_dim))
    if config.class_embed_type is not None:
        raise ExportError(f"class_embed_type {config.class_embed_type!r} of {type(module).__name__} is not supported")
    if config.num_class_embeds is not None:
        inputs["class_labels"] = Tensor(("batch",), torch.int64, below=config.num_class_embeds)
    return inputs


def _text_width(config) -> int:
    if config.encoder_hid_dim_type == "text_proj":
        return config.encoder_hid_dim
    if config.encoder_hid_dim_type is not None:
        raise ExportError(f"encoder_hid_dim_type {config.encoder_hid_dim_type!r} is not supported")
    width = config.cross_attention_dim
    return width if isinstance(width, int) else width[0]


def added(tensors: dict) -> dict:
    """SDXL's `text_embeds` and `time_ids` are one dictionary in PyTorch."""
    extra = {name: tensors.pop(name) for name in ("text_embeds", "time_ids") if name in tensors}
    return tensors | ({"added_cond_kwargs": extra} if extra else {})


def _call(model, **tensors):
    down = tuple(tensors.pop(name) for name in list(tensors) if name.startswith("down_block_additional_residual"))
    return model(**added(tensors), return_dict=False, **({"down_block_additional_residuals": down} if down else {}))


def residual_shapes(module) -> dict[str, Shape]:
    """The inputs of a U-Net that adds a ControlNet's residuals, and the outputs of a ControlNet of the same structure. A dimension
    `latent_height_4` is a quarter of `latent_height`, rounded up after each halving."""
    shapes, level = [(module.config.block_out_channels[0], 0)], 0
    for channels, block in zip(module.config.block_out_channels, module.down_blocks, strict=True):
        shapes += [(channels, level)] * len(block.resnets)
        if block.downsamplers is not None:
            level += 1
            shapes.append((channels, level))
    named = {f"down_block_additional_residual_{i}": _residual(*shape) for i, shape in enumerate(shapes)}
    return named | {"mid_block_additional_residual": _residual(module.config.block_out_channels[-1], level)}


def _residual(channels: int, level: int) -> Shape:
    return "batch", channels, *(name if level == 0 else f"{name}_{2 ** level}" for name in LATENT)


def _halvings(size: dict[str, int], levels: int) -> dict[str, int]:
    """Sizes of the residuals' dimensions: a strided convolution rounds up."""
    return {f"{name}_{2 ** level}": -(-size[name] // 2 ** level) for name in LATENT for level in range(1, levels)}
