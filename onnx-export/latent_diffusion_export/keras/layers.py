"""What each class of Keras layers is in ONNX. Values within have their channels first."""

import numpy as np

from ..errors import ExportError

_ACTIVATIONS = {"relu": "Relu", "softmax": "Softmax", "sigmoid": "Sigmoid", "tanh": "Tanh"}
_PADDINGS = {"valid": "VALID", "same": "SAME_UPPER"}


def _activated(network, name, value, activation):
    if activation == "linear":
        return value
    if activation not in _ACTIVATIONS:
        raise ExportError(f"{name}: the activation {activation} is not known")
    return network.node(_ACTIVATIONS[activation], [value], f"{name}/{activation}", **({"axis": -1} if activation == "softmax" else {}))


def _convolution(network, name, value, config, kernel, group=1):
    inputs = [value, kernel] + ([network.weight(f"{name}/bias")] if config["use_bias"] else [])
    result = network.node("Conv", inputs, f"{name}/convolved", strides=config["strides"], dilations=config["dilation_rate"],
                          auto_pad=_PADDINGS[config["padding"]], group=group)
    return _activated(network, name, result, config["activation"])


def _conv(network, name, inputs, config):
    return _convolution(network, name, inputs[0], config, network.weight(f"{name}/kernel", lambda k: k.transpose(3, 2, 0, 1)))


def _depthwise(network, name, inputs, config):
    channels = 0

    def change(kernel):
        nonlocal channels
        height, width, channels, multiplier = kernel.shape
        return kernel.transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)

    kernel = network.weight(f"{name}/depthwise_kernel", change)
    return _convolution(network, name, inputs[0], config, kernel, group=channels)


def _batch_normalization(network, name, inputs, config):
    mean, variance = network.weight(f"{name}/moving_mean"), network.weight(f"{name}/moving_variance")
    gamma, beta = network.weight(f"{name}/gamma"), network.weight(f"{name}/beta")
    return network.node("BatchNormalization", [inputs[0], gamma, beta, mean, variance], f"{name}/normalized", epsilon=config["epsilon"])


def _zero_padding(network, name, inputs, config):
    (top, bottom), (left, right) = config["padding"]
    pads = network.constant(f"{name}/pads", np.array([0, 0, top, left, 0, 0, bottom, right], np.int64))
    return network.node("Pad", [inputs[0], pads], f"{name}/padded")


def _relu(network, name, inputs, config):
    if config.get("negative_slope") or config.get("threshold"):
        raise ExportError(f"{name}: a ReLU with a slope or threshold is not known")
    if config["max_value"] is None:
        return network.node("Relu", inputs, f"{name}/relu")
    bounds = [network.constant(f"{name}/{bound}", np.float32(value)) for bound, value in (("least", 0), ("most", config["max_value"]))]
    return network.node("Clip", [inputs[0], *bounds], f"{name}/relu")


def _average_pooling(network, name, inputs, config):
    return network.node("AveragePool", inputs, f"{name}/pooled", kernel_shape=config["pool_size"], strides=config["strides"],
                        auto_pad=_PADDINGS[config["padding"]])


def _flatten(network, name, inputs, config):
    return network.node("Flatten", [network.node("Transpose", inputs, f"{name}/turned", perm=[0, 2, 3, 1])], f"{name}/flat")


def _dense(network, name, inputs, config):
    value = network.node("MatMul", [inputs[0], network.weight(f"{name}/kernel")], f"{name}/product")
    if config["use_bias"]:
        value = network.node("Add", [value, network.weight(f"{name}/bias")], f"{name}/sum")
    return _activated(network, name, value, config["activation"])


LAYERS = {
    "InputLayer": None,
    "Add": lambda network, name, inputs, config: network.node("Add", inputs, f"{name}/sum"),
    "AveragePooling2D": _average_pooling,
    "BatchNormalization": _batch_normalization,
    "Conv2D": _conv,
    "Dense": _dense,
    "DepthwiseConv2D": _depthwise,
    "Dropout": lambda network, name, inputs, config: inputs[0],
    "Flatten": _flatten,
    "ReLU": _relu,
    "ZeroPadding2D": _zero_padding,
}
