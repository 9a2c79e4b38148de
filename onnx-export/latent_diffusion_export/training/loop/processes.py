"""One process, or several that torchrun or `accelerate launch` started, each with its share of a step's pictures."""

import os

import torch
import torch.distributed as dist
from torch import nn

from ...errors import ExportError


class Processes:
    """Gradients are averaged once per step, after accumulation; so the guard sees the same numbers everywhere, and nothing is wrapped."""

    def __init__(self, device: torch.device):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.device = device
        if self.count > 1 and not dist.is_initialized():
            dist.init_process_group("nccl" if device.type == "cuda" else "gloo")

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def average_gradients(self, parameters: list[nn.Parameter]) -> None:
        if self.count == 1:
            return
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        gradients = [parameter.grad for parameter in parameters]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        dist.all_reduce(flat)
        flat /= self.count
        torch._foreach_copy_(gradients, [part.view_as(gradient) for part, gradient in
                                         zip(flat.split([gradient.numel() for gradient in gradients]), gradients)])

    def average(self, numbers: list[float]) -> list[float]:
        if self.count == 1:
            return numbers
        values = torch.tensor(numbers, dtype=torch.float64 if self.device.type == "cpu" else torch.float32, device=self.device)
        dist.all_reduce(values)
        return (values / self.count).tolist()

    def wait(self) -> None:
        if self.count > 1:
            dist.barrier()

    def close(self) -> None:
        if self.count > 1 and dist.is_initialized():
            dist.destroy_process_group()


def device_of(name: str) -> torch.device:
    if name == "cpu" or (name == "auto" and not torch.cuda.is_available()):
        return torch.device("cpu")
    if not torch.cuda.is_available():
        raise ExportError("the device is cuda, but PyTorch finds no GPU that it can use here; auto takes the processor then")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    torch.cuda.set_device(device)
    return device


def computes_bfloat16(device: torch.device) -> bool:
    """Whether it is fast there. oneDNN, which PyTorch computes with on processors, has it for AVX-512 only."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.backends.cpu.get_cpu_capability() == "AVX512"
