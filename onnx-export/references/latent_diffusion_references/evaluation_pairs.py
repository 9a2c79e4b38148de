"""SSIM and MS-SSIM by convolutions in PyTorch, as the papers define them (Wang et al. 2004, eq. 13; Wang, Simoncelli and Bovik 2003,
eq. 7)."""

import torch

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def _maps(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Per channel the means of similarity and of contrast and structure; a and b are [3, 1, h, w] in float64."""
    x = torch.arange(11, dtype=torch.float64) - 5
    line = torch.exp(-(x**2) / (2 * 1.5**2))
    window = torch.outer(line, line)
    window = (window / window.sum())[None, None]

    def mean(values):
        return torch.nn.functional.conv2d(values, window)

    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    u, v = mean(a), mean(b)
    contrast = (2 * (mean(a * b) - u * v) + c2) / (mean(a * a) - u**2 + mean(b * b) - v**2 + c2)
    similarity = contrast * (2 * u * v + c1) / (u**2 + v**2 + c1)
    return similarity.mean((1, 2, 3)), contrast.mean((1, 2, 3))


def _planes(picture: torch.Tensor) -> torch.Tensor:
    return picture.permute(2, 0, 1)[:, None].double()


def ssim(a: torch.Tensor, b: torch.Tensor) -> float:
    return float(_maps(_planes(a), _planes(b))[0].mean())


def ms_ssim(a: torch.Tensor, b: torch.Tensor) -> float:
    a, b, product = _planes(a), _planes(b), 1
    for scale, weight in enumerate(WEIGHTS):
        similarity, contrast = _maps(a, b)
        product = product * (similarity if scale == len(WEIGHTS) - 1 else contrast).relu() ** weight
        a, b = (torch.nn.functional.avg_pool2d(plane, 2) for plane in (a, b))
    return float(product.mean())
