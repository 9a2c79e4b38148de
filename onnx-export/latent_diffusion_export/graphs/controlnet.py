"""ControlNets: what a U-Net sees, and `controlnet_cond` and `conditioning_scale` -> the residuals that the U-Net adds."""

from ..errors import ExportError
from ..onnx_graph.graph import Graph, Tensor
from .unet import LATENT, SIZES, added, conditioning, residual_shapes


def residuals(folder: str, module, source) -> list[Graph]:
    """ControlNetModel. Its outputs are named as the U-Net's inputs, and are already multiplied by `conditioning_scale`."""
    if module.config.global_pool_conditions:
        raise ExportError(f"{folder}: ControlNets with global_pool_conditions (shuffle) are not supported")
    factor = 2 ** (len(module.config.conditioning_embedding_out_channels) - 1)
    inputs = {"sample": Tensor(("batch", module.config.in_channels, *LATENT))} | conditioning(module, source) | {
        "controlnet_cond": Tensor(("batch", module.config.conditioning_channels, "height", "width")),
        "conditioning_scale": Tensor((1,))}
    sizes = tuple(size | {"height": size["latent_height"] * factor, "width": size["latent_width"] * factor} for size in SIZES)
    return [Graph(folder, module, _call, inputs, residual_shapes(module), sizes)]


def _call(model, conditioning_scale, **tensors):
    down, middle = model(**added(tensors), conditioning_scale=1.0, return_dict=False)
    return *(residual * conditioning_scale for residual in down), middle * conditioning_scale
