"""From one graph of a module without weights to the bytes of a template; the same bytes each time."""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
import onnx_ir as ir

from ..onnx_graph import cleanup, trace
from ..onnx_graph.graph import Graph
from . import configs, names
from .original import Layout

FORMAT = 1


def archive(graph: Graph, component: str, stated: dict[str, Any], pipelines: Iterable[str], layout: Layout | None) -> bytes:
    """The template of one graph. `component` is its kind, `stated` its `config.json`, `layout` how checkpoints of the original code name
    its parameters."""
    model, parameters = _without_weights(graph)
    description = _describe(graph, component, stated, pipelines) | {"original_prefixes": list(layout.prefixes) if layout else []}
    originals = layout.originals if layout else {}
    description["parameters"] = [_parameter(graph, name, shape, originals) for name, shape in parameters.items()]
    return _files(ir.serde.serialize_model(model), description)


def with_input_channels(content: bytes, channels: int) -> bytes:
    """The template of the same U-Net with another number of input channels, which nothing but its input and first weight tells."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        model, description = onnx.load_from_string(zipped.read("model.onnx")), json.loads(zipped.read("template.json"))
    sample = next(value for value in model.graph.input if value.name == "sample")
    sample.type.tensor_type.shape.dim[1].dim_value = channels
    description["config"]["in_channels"] = channels
    next(entry for entry in description["parameters"] if entry["name"] == "conv_in.weight")["shape"][1] = channels
    return _files(model, description)


def _without_weights(graph: Graph) -> tuple[ir.Model, dict[str, tuple[int, ...]]]:
    """The graph of the ordinary export with its weights not declared, and their shapes in the order of their use."""
    published = {graph.weight_name(name) for name in graph.module.state_dict()}
    model = trace.trace(graph)
    for value in model.graph.initializers.values():  # the clean-up may look at small ones, and a fake tensor has nothing to show
        if _is_fake(value):
            shape = tuple(value.shape.numpy())
            value.const_value = ir.LazyTensor(lambda s=shape: ir.tensor(np.zeros(s, np.float32)), ir.DataType.FLOAT, value.shape)
    cleanup.clean(model, graph)
    names_used = [name for name in model.graph.initializers if name in published]
    return model, {name: tuple(model.graph.initializers.pop(name).shape.numpy()) for name in names_used}


def _is_fake(value: ir.Value) -> bool:
    return value.name.startswith("module.") and type(value.const_value.raw).__name__ in ("FakeTensor", "Parameter")


def _describe(graph: Graph, component: str, stated: dict[str, Any], pipelines: Iterable[str]) -> dict[str, Any]:
    config, defaults = configs.graph_config(graph.module, stated)
    return {"format": FORMAT, "component": component, "class": type(graph.module).__name__, "config": config, "defaults": defaults,
            "pipelines": sorted(pipelines), "residuals": any("residual" in name for name in graph.inputs)}


def _parameter(graph: Graph, name: str, shape: tuple[int, ...], originals: dict[str, dict[str, Any]]) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": name, "shape": list(shape)}
    if aliases := names.aliases(graph, name):
        entry["aliases"] = aliases
    if name in originals:
        entry["original"] = originals[name]
    return entry


def _files(model: onnx.ModelProto, description: dict[str, Any]) -> bytes:
    return _zip({"model.onnx": model.SerializeToString(deterministic=True),
                 "template.json": json.dumps(description, separators=(",", ":")).encode() + b"\n"})


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
