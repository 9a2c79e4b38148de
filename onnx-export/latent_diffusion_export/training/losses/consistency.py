"""Consistency distillation: how the boundary is kept, and the loss."""

import torch

_SIGMA_DATA, _TIMESTEP_SCALING = 0.5, 10.0
"""Those of diffusers' LCMScheduler, which draws with the same ones."""


def boundary(timesteps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """c_skip and c_out of Luo et al. 2023, arXiv 2310.04378, section 4.1: at timestep 0 the sample itself is the answer."""
    scaled = (timesteps.float() * _TIMESTEP_SCALING).view(-1, 1, 1, 1)
    variance = scaled.square() + _SIGMA_DATA**2
    return _SIGMA_DATA**2 / variance, scaled / variance.sqrt()


def huber(difference: torch.Tensor, c: float) -> torch.Tensor:
    """Song & Dhariwal 2023, arXiv 2310.14189, section 3.3, element by element."""
    return ((difference.square() + c**2).sqrt() - c).mean()
