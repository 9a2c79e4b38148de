"""Modules without weights: parameters are fake tensors, which have a shape and no memory; buffers are real."""

import contextlib
from unittest import mock

import torch
from accelerate import init_empty_weights
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode


def build(make) -> nn.Module:
    """The module that `make` constructs."""
    with init_empty_weights(include_buffers=False), _no_initialisation():
        module = make()
    fakes, mode = {}, FakeTensorMode(allow_non_fake_inputs=True)
    for part in module.modules():
        for name, parameter in part._parameters.items():
            if parameter is not None:
                part._parameters[name] = fakes.setdefault(id(parameter), _fake(parameter, mode))
    return module.eval()


def _fake(parameter: nn.Parameter, mode: FakeTensorMode) -> nn.Parameter:
    with mode:
        return nn.Parameter(torch.empty(parameter.shape, dtype=torch.float32), requires_grad=False)


@contextlib.contextmanager
def _no_initialisation():
    """PyTorch's layers draw random weights before they can be dropped, which takes minutes for the large models."""
    with contextlib.ExitStack() as stack:
        for name in ("kaiming_uniform_", "uniform_", "normal_", "xavier_uniform_"):
            stack.enter_context(mock.patch.object(nn.init, name, lambda tensor, *arguments, **options: tensor))
        yield
