"""How PyTorch's operators become those that stay whole, and the modules whose formulas PyTorch has no operator for."""

import contextlib
import functools
import importlib
from unittest import mock

import torch
from onnxscript import opset20 as op

from . import operators
from .graph import OPSET


@torch.library.custom_op(f"{operators.DOMAIN}::rms_norm", mutates_args=())
def rms_norm(x: torch.Tensor, weight: torch.Tensor, epsilon: float) -> torch.Tensor:
    return torch.nn.functional.rms_norm(x, x.shape[-1:], weight, epsilon)


@rms_norm.register_fake
def _(x, weight, epsilon):
    return torch.empty_like(x)


@torch.library.custom_op(f"{operators.DOMAIN}::rotary", mutates_args=())
def rotary(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    first, second = x.reshape(*x.shape[:-1], -1, 2).unbind(-1)
    rotated = torch.stack([-second, first], dim=-1).flatten(3)
    return x * cos[None, :, None] + rotated * sin[None, :, None]


@rotary.register_fake
def _(x, cos, sin):
    return torch.empty_like(x)


@contextlib.contextmanager
def patched():
    """Has the modules call the operators above while they are traced."""
    with contextlib.ExitStack() as stack:
        for module, name, forward in _FORWARDS:
            loaded = getattr(importlib.import_module(module), name)
            stack.enter_context(mock.patch.object(loaded, "forward", forward(loaded.forward)))
        for module in _ROTARY:
            loaded = importlib.import_module(module)
            stack.enter_context(mock.patch.object(loaded, "apply_rotary_emb", _apply_rotary_emb(loaded.apply_rotary_emb)))
        yield


def _diffusers_rms(original):
    def forward(self, hidden_states):
        if self.weight is None or self.bias is not None or len(self.dim) != 1:
            return original(self, hidden_states)
        return rms_norm(hidden_states, self.weight, self.eps)
    return forward


def _t5_rms(original):
    return lambda self, hidden_states: rms_norm(hidden_states, self.weight, self.variance_epsilon)


def _gemma_rms(original):
    return lambda self, x: rms_norm(x, 1.0 + self.weight, self.eps)


def _apply_rotary_emb(original):
    def apply(x, freqs_cis, use_real=True, use_real_unbind_dim=-1, sequence_dim=2):
        if not use_real or use_real_unbind_dim != -1 or sequence_dim != 1:
            return original(x, freqs_cis, use_real, use_real_unbind_dim, sequence_dim)
        return rotary(x, *freqs_cis)
    return apply


_FORWARDS = (
    ("diffusers.models.normalization", "RMSNorm", _diffusers_rms),
    ("transformers.models.t5.modeling_t5", "T5LayerNorm", _t5_rms),
    ("transformers.models.gemma2.modeling_gemma2", "Gemma2RMSNorm", _gemma_rms),
)
_ROTARY = ("diffusers.models.transformers.transformer_flux",)


def _attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False):
    heads, width = query.shape[1], query.shape[3]
    if not isinstance(heads, int) or not isinstance(width, int) or is_causal or enable_gqa or key.shape[1] != heads:
        return None
    scale = width ** -0.5 if scale is None else float(scale)
    if attn_mask is None:
        return operators.attention(query, key, value, num_heads=heads, scale=scale)
    if attn_mask.dtype.is_floating_point() and len(attn_mask.shape) == 4:
        return operators.biased_attention(query, key, value, attn_mask, num_heads=heads, scale=scale)
    return None


def _group_norm(x, num_groups, weight=None, bias=None, eps=1e-5, cudnn_enabled=True):
    if weight is None or bias is None or len(x.shape) not in (3, 4):
        return None
    if len(x.shape) == 4:
        return operators.group_norm(x, weight, bias, num_groups=num_groups, epsilon=eps)
    axis = op.Constant(value_ints=[3])
    return op.Squeeze(operators.group_norm(op.Unsqueeze(x, axis), weight, bias, num_groups=num_groups, epsilon=eps), axis)


def _gelu(x, approximate="none"):
    return operators.gelu_tanh(x) if approximate == "tanh" else operators.gelu(x)


def _rms_norm(x, weight, epsilon):
    return operators.rms_norm(x, weight, epsilon=epsilon)


def _torch_rms_norm(x, normalized_shape, weight=None, eps=None):
    if len(normalized_shape) != 1:
        raise NotImplementedError("RMSNorm over several dimensions is not supported")
    if weight is None:
        weight = op.Expand(op.Constant(value_float=1.0), op.Constant(value_ints=[int(normalized_shape[0])]))
    return operators.rms_norm(x, weight, epsilon=torch.finfo(torch.float32).eps if eps is None else eps)


def _squeeze(value, dim: int):
    """PyTorch leaves a dimension that is not 1; the exporter's own translation would have ONNX Runtime fail on a dynamic one."""
    squeezed = value.shape is not None and value.shape[dim] == 1
    return op.Squeeze(value, op.Constant(value_ints=[dim])) if squeezed else op.Identity(value)


def table():
    """PyTorch's operators and what becomes of each, for `torch.onnx.export`."""
    return {
        torch.ops.aten.squeeze.dim: _squeeze,
        torch.ops.aten.scaled_dot_product_attention.default: _or_usual(torch.ops.aten.scaled_dot_product_attention.default, _attention),
        torch.ops.aten.group_norm.default: _or_usual(torch.ops.aten.group_norm.default, _group_norm),
        torch.ops.aten.rms_norm.default: _torch_rms_norm,
        torch.ops.aten.gelu.default: _gelu,
        rms_norm._opoverload: _rms_norm,
        rotary._opoverload: operators.rotary_embedding,
    }


def _or_usual(overload, translate):
    """The translation, or where it does not apply that of PyTorch's exporter."""
    usual = _usual_translations().get_decomps(overload)[0].onnx_function

    def translated(*arguments, **named):
        result = translate(*arguments, **named)
        return usual(*arguments, **named) if result is None else result
    return translated


@functools.cache
def _usual_translations():
    """Those of PyTorch's exporter, which takes a second to list them."""
    from torch.onnx._internal.exporter import _registration

    return _registration.ONNXRegistry.from_torchlib(opset_version=OPSET)
