"""A graph of Keras layers as an ONNX graph. Pictures come and go with their channels last, and are turned once within."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ..errors import ExportError
from .layers import LAYERS
from .weights import Weight

OPSET = 17


class Network:
    """Nodes and weights that layers add to."""

    def __init__(self, weights: dict[str, Weight]):
        self._weights = weights
        self._used: set[str] = set()
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, operator: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def weight(self, name: str, change=lambda values: values) -> str:
        """The name of a weight in float32. What was stored in bytes stays so in the file, and is unfolded when it is loaded."""
        if name not in self._weights:
            raise ExportError(f"the weight {name} is missing")
        self._used.add(name)
        weight = self._weights[name].transformed(change)
        if weight.scale is None:
            return self.constant(name, weight.values)
        stored = self.constant(f"{name}/stored", weight.values)
        scale = self.constant(f"{name}/scale", np.float64(weight.scale))
        minimum = self.constant(f"{name}/minimum", np.float64(weight.minimum))
        wide = self.node("Cast", [stored], f"{name}/wide", to=TensorProto.DOUBLE)
        scaled = self.node("Mul", [wide, scale], f"{name}/scaled")
        return self.node("Cast", [self.node("Add", [scaled, minimum], f"{name}/moved")], name, to=TensorProto.FLOAT)

    def require_all_used(self) -> None:
        """Raises where a weight of the file belongs to no layer."""
        if unused := sorted(set(self._weights) - self._used):
            raise ExportError(f"weights that no layer uses: {', '.join(unused[:5])}")


def convert(config: dict[str, Any], weights: dict[str, Weight], input_name: str, output_name: str) -> onnx.ModelProto:
    """The model of a Keras configuration with one input and one output."""
    network, values, shape = Network(weights), {}, None
    for layer in config["layers"]:
        kind, name = layer["class_name"], layer["name"]
        if kind not in LAYERS:
            raise ExportError(f"{name}: layers of the class {kind} are not known")
        if kind == "InputLayer":
            shape = layer["config"]["batch_input_shape"]
            values[name] = network.node("Transpose", [input_name], name, perm=[0, 3, 1, 2])
            continue
        inputs = [values[source[0]] for source in layer["inbound_nodes"][0]]
        values[name] = LAYERS[kind](network, name, inputs, layer["config"])
    network.require_all_used()
    network.node("Identity", [values[config["output_layers"][0][0]]], output_name)
    picture = helper.make_tensor_value_info(input_name, TensorProto.FLOAT, ["batch", *shape[1:]])
    result = helper.make_tensor_value_info(output_name, TensorProto.FLOAT, ["batch", config["layers"][-1]["config"]["units"]])
    graph = helper.make_graph(network.nodes, "network", [picture], [result], network.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model
