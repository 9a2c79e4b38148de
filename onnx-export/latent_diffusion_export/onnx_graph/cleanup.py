"""Clean-ups that change no number: names, operators that every provider has, nothing unused."""

import onnx_ir as ir
from onnx_ir.passes import common

from ..errors import ExportError
from . import operators
from .fusions import group_norm_silu, pads_elsewhere
from .graph import Graph
from .splits import sequences_to_split

_TRACE_PREFIX = "module."


def clean(model: ir.Model, graph: Graph) -> None:
    """Makes of the traced model the one that is written."""
    common.InlinePass()(model)
    common.ShapeInferencePass(check_type=False, strict_mode=False)(model)
    sequences_to_split(model)
    _cast_like_to_cast(model)
    common.IdentityEliminationPass()(model)
    pads_elsewhere(model)
    group_norm_silu(model)
    common.CommonSubexpressionEliminationPass()(model)
    common.RemoveUnusedNodesPass()(model)
    common.RemoveUnusedFunctionsPass()(model)
    common.RemoveUnusedOpsetsPass()(model)
    operators.define(model)
    common.ClearMetadataAndDocStringPass()(model)
    _name_weights(model, graph)
    _name_dimensions(model, graph)
    model.graph.name = graph.folder
    model.producer_name, model.producer_version = "latent-diffusion-export", None


def _cast_like_to_cast(model: ir.Model) -> None:
    """ONNX Runtime warns about each CastLike at load; the type is known, so that a Cast, or nothing, does the same."""
    for node in [n for n in model.graph if n.op_type == "CastLike"]:
        source, like = node.inputs
        if like.dtype is None:
            raise ExportError(f"{model.graph.name}: the type of {like.name}, which {node.name} casts to, is unknown")
        cast = ir.node("Cast", [source], attributes={"to": like.dtype}, name=node.name)
        cast.outputs[0].name, cast.outputs[0].dtype, cast.outputs[0].shape = node.outputs[0].name, like.dtype, node.outputs[0].shape
        model.graph.insert_before(node, cast)
        ir.convenience.replace_all_uses_with(node.outputs[0], cast.outputs[0], replace_graph_outputs=True)
        model.graph.remove(node, safe=True)


def _name_weights(model: ir.Model, graph: Graph) -> None:
    for value in list(model.graph.initializers.values()):
        if value.name.startswith(_TRACE_PREFIX):
            value.name = graph.weight_name(value.name.removeprefix(_TRACE_PREFIX))


def _name_dimensions(model: ir.Model, graph: Graph) -> None:
    """The inputs and outputs get the names of the description for the tracer's symbols (s72). ONNX Runtime infers what lies between."""
    for node in model.graph:
        for value in node.outputs:
            if not value.is_graph_output():
                value.shape = value.type = None
    for value, tensor in zip(model.graph.inputs, graph.inputs.values(), strict=True):
        value.shape = ir.Shape(tensor.shape)
    for value, shape in zip(model.graph.outputs, graph.outputs.values(), strict=True):
        value.shape = ir.Shape(shape)
