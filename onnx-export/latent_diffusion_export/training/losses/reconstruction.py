"""The autoencoder's reconstruction terms and its divergence from a unit Gaussian."""

import torch
import torch.nn.functional as F

from ..configuration.loss_sections import PictureLoss


def reconstruction(output: torch.Tensor, target: torch.Tensor, options: PictureLoss) -> dict[str, torch.Tensor]:
    """The weighted terms by name; pictures [n, 3, height, width] in -1..1."""
    terms = {"l1": (options.l1, lambda: (output - target).abs().mean()),
             "l2": (options.l2, lambda: F.mse_loss(output, target)),
             "gradient": (options.gradient, lambda: gradient_difference(output, target)),
             "low_pass": (options.low_pass, lambda: (F.avg_pool2d(output, 4) - F.avg_pool2d(target, 4)).abs().mean())}
    return {name: weight * term() for name, (weight, term) in terms.items() if weight}


def gradient_difference(output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the differences between neighbouring pixels, across and down."""
    difference = output - target
    return difference.diff(dim=-1).abs().mean() + difference.diff(dim=-2).abs().mean()


def divergence(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """KL(N(mean, variance) || N(0, 1)) (Kingma & Welling 2014, appendix B), as a mean over elements."""
    return 0.5 * (mean ** 2 + log_variance.exp() - 1 - log_variance).mean()
