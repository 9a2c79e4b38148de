"""`chunk` and `split` arrive as SplitToSequence + SequenceAt, which DirectML, TensorRT and CoreML lack. Split is in all of them."""

import onnx_ir as ir

from ..errors import ExportError


def sequences_to_split(model: ir.Model) -> None:
    """Puts a Split in the place of each SplitToSequence and the SequenceAt that read it."""
    for node in [node for node in model.graph if node.op_type == "SplitToSequence"]:
        users = _users(model, node)
        split = _split(model, node)
        model.graph.insert_before(node, split)
        for position, user in users:
            part = split.outputs[position]
            part.name, part.dtype, part.shape = user.outputs[0].name, user.outputs[0].dtype, user.outputs[0].shape
            ir.convenience.replace_all_uses_with(user.outputs[0], part, replace_graph_outputs=True)
            model.graph.remove(user, safe=True)
        model.graph.remove(node, safe=True)


def _users(model: ir.Model, node: ir.Node) -> list[tuple[int, ir.Node]]:
    """The nodes that take one element of the sequence, with its position."""
    users = []
    for user, _ in node.outputs[0].uses():
        index = ir.convenience.get_const_tensor(user.inputs[1]) if user.op_type == "SequenceAt" else None
        if index is None:
            raise ExportError(f"{model.graph.name}: cannot rewrite the use of {node.name} by {user.op_type} as a Split")
        users.append((int(index.numpy()), user))
    return users


def _split(model: ir.Model, node: ir.Node) -> ir.Node:
    """A scalar is the length of every part but the last; a vector, which may be computed, is all lengths."""
    data, lengths = node.inputs
    axis = node.attributes["axis"].as_int()
    constant = ir.convenience.get_const_tensor(lengths)
    rank = constant.numpy().ndim if constant is not None else len(lengths.shape) if lengths.shape is not None else None
    if rank == 1:
        count = int(constant.size if constant is not None else lengths.shape[0])
        return ir.node("Split", [data, lengths], {"axis": axis}, num_outputs=count, name=node.name)
    size = data.shape[axis] if data.shape is not None else None
    if constant is None or not isinstance(size, int) or size % int(constant.numpy()) != 0:
        raise ExportError(f"{model.graph.name}: the number of equal parts of {node.name} is not known")
    count = size // int(constant.numpy())
    return ir.node("Split", [data], {"axis": axis, "num_outputs": count}, num_outputs=count, name=node.name)
