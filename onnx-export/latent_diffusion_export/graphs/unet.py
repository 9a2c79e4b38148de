"""U-Nets: `sample`, `timestep`, `encoder_hidden_states` and what the configuration adds -> `out_sample`."""

import torch

from ..errors import ExportError
from ..onnx_graph.graph import Graph, Tensor

LATENT = ("latent_height", "latent_width")
# Odd first: the tracer then takes the path that upsamples to the skip connection's size, which serves even sizes equally.
SIZES = ({"batch": 3, "latent_height": 9, "latent_width": 11, "sequence": 7},
         {"batch": 1, "latent_height": 16, "latent_width": 8, "sequence": 13})


def conditional(folder: str, module, source) -> list[Graph]:
    """UNet2DConditionModel."""
    inputs = conditioning(module, source) | {"sample": Tensor(("batch", module.config.in_channels, *LATENT))}
    call, order = _plain, ["sample", *(name for name in inputs if name != "sample")]
    return [Graph(folder, module, call, {name: inputs[name] for name in order},
                  {"out_sample": ("batch", module.config.out_channels, *LATENT)}, SIZES)]


def conditioning(module, source) -> dict[str, Tensor]:
    """The inputs beside `sample`. Timesteps are float32, because Euler and others have fractional ones."""
    config = module.config
    if config.encoder_hid_dim_type is not None:
        raise ExportError(f"encoder_hid_dim_type {config.encoder_hid_dim_type!r} of {type(module).__name__} is not supported")
    width = config.cross_attention_dim
    inputs = {"timestep": Tensor((1,)),
              "encoder_hidden_states": Tensor(("batch", "sequence", width if isinstance(width, int) else width[0]))}
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


def added(tensors: dict) -> dict:
    """SDXL's `text_embeds` and `time_ids` are one dictionary in PyTorch."""
    extra = {name: tensors.pop(name) for name in ("text_embeds", "time_ids") if name in tensors}
    return tensors | ({"added_cond_kwargs": extra} if extra else {})


def _plain(model, **tensors):
    return model(**added(tensors), return_dict=False)
