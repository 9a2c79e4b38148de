"""Neighbouring nodes that one node can stand for, and a node that not every provider has."""

import numpy as np
import onnx_ir as ir

from . import operators


def group_norm_silu(model: ir.Model) -> None:
    """GroupNorm, and the product of it with its sigmoid."""
    for norm in [node for node in model.graph if node.domain == operators.DOMAIN and node.op_type == "GroupNorm"]:
        value = norm.outputs[0]
        users = [user for user, _ in value.uses()]
        sigmoid = next((user for user in users if user.op_type == "Sigmoid"), None)
        product = next((user for user in users if user.op_type == "Mul"), None)
        if sigmoid is None or product is None or len(users) != 2 or set(product.inputs) != {value, sigmoid.outputs[0]} \
                or len(list(sigmoid.outputs[0].uses())) != 1 or value.is_graph_output():
            continue
        new = ir.node("GroupNormSilu", list(norm.inputs), dict(norm.attributes), domain=operators.DOMAIN, name=norm.name)
        _replace(model, product, new)
        for node in (product, sigmoid, norm):
            model.graph.remove(node, safe=True)


def pads_elsewhere(model: ir.Model) -> None:
    """Not every provider has the Pad of this opset. Zeros before a convolution are amounts of its own, which saves a copy of the picture;
    others along one dimension are put behind or before."""
    for pad in [node for node in model.graph if node.op_type == "Pad"]:
        amounts = ir.convenience.get_const_tensor(pad.inputs[1])
        mode = pad.attributes["mode"].as_string() if "mode" in pad.attributes else "constant"
        value = ir.convenience.get_const_tensor(pad.inputs[2]) if len(pad.inputs) > 2 and pad.inputs[2] is not None else None
        if amounts is None or mode != "constant" or len(pad.inputs) > 3 or pad.outputs[0].is_graph_output():
            continue
        numbers, filled = [int(amount) for amount in amounts.numpy()], 0.0 if value is None else float(value.numpy().item())
        if not _into_convolution(model, pad, numbers, filled):
            _into_concatenation(model, pad, numbers, filled)


def _into_convolution(model: ir.Model, pad: ir.Node, amounts: list[int], value: float) -> bool:
    users, rank = [user for user, _ in pad.outputs[0].uses()], len(amounts) // 2
    outside = any(amounts[:2]) or any(amounts[rank:rank + 2]) or min(amounts) < 0
    if value != 0 or outside or len(users) != 1 or users[0].op_type != "Conv" or users[0].inputs[0] is not pad.outputs[0]:
        return False
    attributes = users[0].attributes
    present = list(attributes["pads"].as_ints()) if "pads" in attributes else [0] * (2 * (rank - 2))
    added = amounts[2:rank] + amounts[rank + 2:]
    attributes["pads"] = ir.AttrInt64s("pads", [a + b for a, b in zip(present, added, strict=True)])
    users[0].replace_input_with(0, pad.inputs[0])
    model.graph.remove(pad, safe=True)
    return True


def _into_concatenation(model: ir.Model, pad: ir.Node, amounts: list[int], value: float) -> None:
    axes, rank = [axis for axis, amount in enumerate(amounts) if amount], len(amounts) // 2
    if len(axes) != 1 or amounts[axes[0]] < 0:
        return
    axis, count = axes[0] % rank, amounts[axes[0]]
    part = ir.node("Slice", [pad.inputs[0], *(_constant(model, pad, np.array([n], np.int64)) for n in (0, 1, axis))])
    shape = ir.node("Shape", [part.outputs[0]])
    filled = ir.node("Expand", [_constant(model, pad, np.array(value, np.float32)), shape.outputs[0]])
    joined = [pad.inputs[0], *[filled.outputs[0]] * count]
    new = ir.node("Concat", joined if axes[0] >= rank else joined[::-1], {"axis": axis})
    for node in (part, shape, filled):
        model.graph.insert_before(pad, node)
    _replace(model, pad, new)
    model.graph.remove(pad, safe=True)


def _constant(model: ir.Model, before: ir.Node, value: np.ndarray) -> ir.Value:
    node = ir.node("Constant", [], {"value": ir.tensor(value)})
    model.graph.insert_before(before, node)
    return node.outputs[0]


def _replace(model: ir.Model, old: ir.Node, new: ir.Node) -> None:
    model.graph.insert_before(old, new)
    new.outputs[0].name, new.outputs[0].dtype, new.outputs[0].shape = old.outputs[0].name, old.outputs[0].dtype, old.outputs[0].shape
    ir.convenience.replace_all_uses_with(old.outputs[0], new.outputs[0], replace_graph_outputs=True)
