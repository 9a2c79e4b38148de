"""Chunks and splits of every kind become Split with the right parts."""

import numpy as np
import onnxruntime
import onnx_ir as ir
import pytest
import torch
from torch import nn

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.onnx_graph import cleanup, storage, trace
from latent_diffusion_export.onnx_graph.graph import Graph, Tensor
from latent_diffusion_export.onnx_graph.splits import sequences_to_split


def exported(call, tmp_path, shape):
    graph = Graph("graph", nn.Linear(1, 1), lambda model, x: (call(x),), {"x": Tensor(shape)}, {"y": ("a", "b")},
                  ({"batch": 3, "sequence": 5}, {"batch": 1, "sequence": 8}))
    model = trace.trace(graph)
    cleanup.clean(model, graph)
    assert not {node.op_type for node in model.graph} & {"SplitToSequence", "SequenceAt"}
    storage.save(model, tmp_path)
    return onnxruntime.InferenceSession(tmp_path / "model.onnx")


@pytest.mark.parametrize("call", [
    lambda x: x.chunk(2, dim=-1)[0] * torch.sigmoid(x.chunk(2, dim=-1)[1]),
    lambda x: x.split(2, dim=1)[0] - x.split(2, dim=1)[1],
    lambda x: x.split([1, 5, 6], dim=1)[1],
    lambda x: x.chunk(6, dim=1)[4],
], ids=["chunk", "split", "lengths", "some parts unused"])
def test_constant_lengths(call, tmp_path):
    x = torch.randn(3, 12)
    actual = exported(call, tmp_path, ("batch", 12)).run(None, {"x": x.numpy()})[0]
    np.testing.assert_allclose(actual, call(x).numpy(), rtol=1e-6)


def test_computed_lengths(tmp_path):
    def call(x):
        head, tail = x.split_with_sizes([x.shape[1] - 2, 2], dim=1)
        return head * tail[:, :1]

    session = exported(call, tmp_path, ("batch", "sequence"))
    for length in (5, 9):
        x = torch.randn(2, length)
        np.testing.assert_allclose(session.run(None, {"x": x.numpy()})[0], call(x).numpy(), rtol=1e-6)


def test_a_number_of_parts_that_is_not_known_is_an_error():
    x = ir.Value(name="x", type=ir.TensorType(ir.DataType.FLOAT), shape=ir.Shape(["n", 4]))
    one = ir.Value(name="one", const_value=ir.tensor(np.int64(1), name="one"))
    split = ir.node("SplitToSequence", [x, one], {"axis": 0}, name="split")
    part = ir.node("SequenceAt", [split.outputs[0], one])
    model = ir.Model(ir.Graph([x], part.outputs, nodes=[split, part], initializers=[one], name="graph"), ir_version=10)
    with pytest.raises(ExportError, match="graph: the number of equal parts of split is not known"):
        sequences_to_split(model)
