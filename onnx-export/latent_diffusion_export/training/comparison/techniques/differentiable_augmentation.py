"""Augmentation of what a discriminator sees, real and drawn alike (Zhao et al. 2020, arXiv 2006.10738): colour and translation."""

import torch
import torch.nn.functional as F


def augmented(pictures: torch.Tensor) -> torch.Tensor:
    """[n, 3, size, size], each picture in its own way; gradients pass."""
    return _translated(_recoloured(pictures))


def _recoloured(pictures: torch.Tensor) -> torch.Tensor:
    brightness, saturation, contrast = (torch.rand(len(pictures), 1, 1, 1).to(pictures.device) for _ in range(3))
    pictures = pictures + brightness - 0.5
    grey = pictures.mean(1, keepdim=True)
    pictures = (pictures - grey) * 2 * saturation + grey
    mean = pictures.mean((1, 2, 3), keepdim=True)
    return (pictures - mean) * (contrast + 0.5) + mean


def _translated(pictures: torch.Tensor) -> torch.Tensor:
    """By up to an eighth; the paper fills with zeros, grey here."""
    size = pictures.shape[-1]
    most = size // 8
    padded = F.pad(pictures, (most,) * 4)
    rows, columns = (torch.randint(0, 2 * most + 1, (len(pictures), 1)) + torch.arange(size) for _ in range(2))
    number = torch.arange(len(pictures))[:, None, None]
    return padded.permute(0, 2, 3, 1)[number, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
