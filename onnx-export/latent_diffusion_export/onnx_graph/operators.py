"""Operators that stay whole in our graphs, as functions of the model with an ordinary body: a runtime may put in its place what its
hardware does best. The bodies hold in every precision: sums and exponents are in float32."""

from typing import Union

import onnx
import onnx_ir as ir
from onnxscript import BFLOAT16, FLOAT, FLOAT16, script
from onnxscript import opset20 as op
from onnxscript.values import Op, Opset

DOMAIN = "latentdiffusion"
_OPSET = Opset(DOMAIN, 1)
_FLOAT = 1
T = Union[FLOAT, FLOAT16, BFLOAT16]  # one type for all, which onnxscript cannot say; it checks none of them


@script(_OPSET)
def Attention(query: T, key: T, value: T, num_heads: int, scale: float) -> T:
    """softmax(query key^T scale) value (Vaswani et al. 2017, equation 1); all are [batch, heads, tokens, width]."""
    scaled = op.Mul(query, op.CastLike(op.Constant(value_float=scale), query))
    scores = op.MatMul(scaled, op.Transpose(key, perm=[0, 1, 3, 2]))
    weights = op.CastLike(op.Softmax(op.Cast(scores, to=_FLOAT), axis=-1), value)
    return op.MatMul(weights, value)


@script(_OPSET)
def BiasedAttention(query: T, key: T, value: T, bias: T, num_heads: int, scale: float) -> T:
    """softmax(query key^T scale + bias) value; the bias is [batch or 1, heads or 1, tokens of query, tokens of key]."""
    scaled = op.Mul(query, op.CastLike(op.Constant(value_float=scale), query))
    scores = op.MatMul(scaled, op.Transpose(key, perm=[0, 1, 3, 2]))
    biased = op.Add(op.Cast(scores, to=_FLOAT), op.Cast(bias, to=_FLOAT))
    weights = op.CastLike(op.Softmax(biased, axis=-1), value)
    return op.MatMul(weights, value)


@script(_OPSET)
def GroupNorm(x: T, weight: T, bias: T, num_groups: int, epsilon: float) -> T:
    """Group normalisation (Wu and He 2018) of [batch, channels, height, width]."""
    groups = op.Unsqueeze(op.Constant(value_int=num_groups), op.Constant(value_ints=[0]))
    grouped = op.Reshape(op.Cast(x, to=_FLOAT), op.Concat(op.Constant(value_ints=[0]), groups, op.Constant(value_ints=[-1]), axis=0))
    ones = op.Expand(op.Constant(value_float=1.0), groups)
    zeros = op.Expand(op.Constant(value_float=0.0), groups)
    normal = op.Reshape(op.InstanceNormalization(grouped, ones, zeros, epsilon=epsilon), op.Shape(x))
    sides = op.Constant(value_ints=[1, 2])
    scaled = op.Mul(normal, op.Unsqueeze(op.Cast(weight, to=_FLOAT), sides))
    return op.CastLike(op.Add(scaled, op.Unsqueeze(op.Cast(bias, to=_FLOAT), sides)), x)


@script(_OPSET)
def GroupNormSilu(x: T, weight: T, bias: T, num_groups: int, epsilon: float) -> T:
    """Group normalisation, and x sigmoid(x) of it."""
    normal = GroupNorm(x, weight, bias, num_groups=num_groups, epsilon=epsilon)
    return op.Mul(normal, op.Sigmoid(normal))


@script(_OPSET)
def RmsNorm(x: T, weight: T, epsilon: float) -> T:
    """Root mean square normalisation along the last dimension (Zhang and Sennrich 2019, equation 4)."""
    single = op.Cast(x, to=_FLOAT)
    square = op.ReduceMean(op.Mul(single, single), op.Constant(value_ints=[-1]), keepdims=1)
    length = op.Sqrt(op.Add(square, op.Constant(value_float=epsilon)))
    return op.Mul(op.CastLike(op.Div(single, length), weight), weight)


@script(_OPSET)
def RotaryEmbedding(x: T, cos: T, sin: T) -> T:
    """Rotates each pair of neighbours in x, [batch, tokens, heads, width], by the angle of its token; cos and sin are [tokens, width]
    (Su et al. 2021, equation 34)."""
    single = op.Cast(x, to=_FLOAT)
    pairs = op.Reshape(single, op.Constant(value_ints=[0, 0, 0, -1, 2]))
    first, second = op.Split(pairs, num_outputs=2, axis=-1)
    rotated = op.Reshape(op.Concat(op.Neg(second), first, axis=-1), op.Shape(x))
    axes = op.Constant(value_ints=[0, 2])
    return op.CastLike(op.Add(op.Mul(single, op.Unsqueeze(cos, axes)), op.Mul(rotated, op.Unsqueeze(sin, axes))), x)


@script(_OPSET)
def Gelu(x: T) -> T:
    """x Phi(x) (Hendrycks and Gimpel 2016, section 2)."""
    return op.Gelu(x, approximate="none")


@script(_OPSET)
def GeluTanh(x: T) -> T:
    """The approximation of Gelu by tanh (the paper's section 2)."""
    return op.Gelu(x, approximate="tanh")


_FUNCTIONS = (Attention, BiasedAttention, GroupNorm, GroupNormSilu, RmsNorm, RotaryEmbedding, Gelu, GeluTanh)
_FLOATS = ["tensor(float)", "tensor(float16)", "tensor(bfloat16)"]


def _operator(function) -> Op:
    """The operator alone, without its body, for the tracer: it would put bodies in the place of calls."""
    proto = function.to_function_proto()
    attributes = [onnx.defs.OpSchema.Attribute(each.name, onnx.defs.OpSchema.AttrType(int(each.type)), "")
                  for each in function.op_signature.params if each.name in proto.attribute]
    parameter = onnx.defs.OpSchema.FormalParameter
    return Op(_OPSET, function.name, onnx.defs.OpSchema(
        function.name, DOMAIN, 1, inputs=[parameter(name, "T") for name in proto.input],
        outputs=[parameter(name, "T") for name in proto.output], type_constraints=[("T", _FLOATS, "")], attributes=attributes))


attention, biased_attention, group_norm, group_norm_silu, rms_norm, rotary_embedding, gelu, gelu_tanh = map(_operator, _FUNCTIONS)


def define(model: ir.Model) -> None:
    """Gives the model the bodies of those operators that it calls."""
    called = {node.op_type for node in model.graph if node.domain == DOMAIN}
    if "GroupNormSilu" in called:
        called.add("GroupNorm")
    for function in _FUNCTIONS:
        if function.name in called:
            body = ir.serde.deserialize_function(function.to_function_proto())
            model.functions[body.identifier()] = body
    if called:
        model.opset_imports[DOMAIN] = 1
