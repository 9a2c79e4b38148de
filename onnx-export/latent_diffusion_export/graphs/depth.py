"""Depth estimators: `pixel_values` -> `predicted_depth`, at the one size that the estimator was trained for."""

from ..onnx_graph.graph import Graph, Tensor


def dpt(folder: str, module, source) -> list[Graph]:
    size = module.config.image_size
    height, width = (size, size) if isinstance(size, int) else size
    return [Graph(folder, module, lambda model, pixel_values: (model(pixel_values).predicted_depth,),
                  {"pixel_values": Tensor(("batch", module.config.num_channels, height, width))},
                  {"predicted_depth": ("batch", "depth_height", "depth_width")}, ({"batch": 2}, {"batch": 1}))]
