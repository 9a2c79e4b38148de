"""The vision tower of StableDiffusionSafetyChecker: `clip_input` -> `image_embeds`. What it compares them with is no part of the graph."""

from ..onnx_graph.graph import Graph, Tensor

COMPONENT = "safety_checker"


def _published(name: str) -> str:
    """The installed transformers has CLIPVisionModel's parameters at the top level; published checkpoints have them below one more."""
    return f"vision_model.{name}" if name.startswith("vision_model.") else name


def embeddings(folder: str, module, source) -> list[Graph]:
    def call(model, clip_input):
        return (model.visual_projection(model.vision_model(clip_input).pooler_output),)

    side = module.config.vision_config.image_size
    return [Graph(folder, module, call, {"clip_input": Tensor(("batch", 3, side, side))},
                  {"image_embeds": ("batch", module.config.projection_dim)}, ({"batch": 2}, {"batch": 1}), weight_name=_published)]
