"""A picture as a grid of code words: VQ-VAE (van den Oord et al. 2017, arXiv 1711.00937) with codes that follow averages (its appendix
A.1)."""

import torch
import torch.nn.functional as F
from torch import nn

from ...tasks.pixel_shuffle import folded_decoder, folded_encoder

FACTOR = 8
_DECAY, _RARE, _APART = 0.99, 0.05, 0.01


class Quantiser(nn.Module):
    def __init__(self, size: int, width: int, codes: int, length: int):
        super().__init__()
        self.side, self.length = size // FACTOR, length
        self.encoder = folded_encoder(3, 4, width, 2 * width, length, 8)
        self.decoder = folded_decoder(length, 2 * width, width, [max(2, width // 4)], 0, 3, 8)
        self.register_buffer("codes", torch.randn(codes, length))
        self.register_buffer("uses", torch.ones(codes))
        self.register_buffer("sums", self.codes.clone())

    def tokens(self, pictures: torch.Tensor) -> torch.Tensor:
        """int64 [n, side * side], row by row."""
        return self.nearest(self.encoder(pictures).float().flatten(2).transpose(1, 2)).flatten(1)

    def nearest(self, vectors: torch.Tensor) -> torch.Tensor:
        distances = self.codes.square().sum(1) - 2 * vectors @ self.codes.T  # the vector's own square is the same for all codes
        return distances.argmin(-1)

    def pictures(self, tokens: torch.Tensor) -> torch.Tensor:
        vectors = F.embedding(tokens, self.codes).transpose(1, 2).reshape(-1, self.length, self.side, self.side)
        return self.decoder(vectors)

    @torch.no_grad()
    def start(self, vectors: torch.Tensor) -> None:
        """The codes begin as vectors of the first batch."""
        vectors = vectors.reshape(-1, self.length)
        self.codes.copy_(_some(vectors, len(self.codes)))
        self.sums.copy_(self.codes)
        self.uses.fill_(1.0)

    @torch.no_grad()
    def learn(self, vectors: torch.Tensor, tokens: torch.Tensor) -> None:
        """Each code moves to the mean of its vectors; one that hardly has any is put on a random vector, as else it would stay unused."""
        vectors, chosen = vectors.reshape(-1, self.length), F.one_hot(tokens.flatten(), len(self.codes)).float()
        self.uses.lerp_(chosen.sum(0), 1 - _DECAY)
        self.sums.lerp_(chosen.T @ vectors, 1 - _DECAY)
        dead = self.uses < _RARE
        if dead.any():
            self.sums[dead], self.uses[dead] = _some(vectors, int(dead.sum())), 1.0
        self.codes.copy_(self.sums / self.uses[:, None])


def _some(vectors: torch.Tensor, count: int) -> torch.Tensor:
    """`count` of the vectors, each once as long as there are enough, and slightly apart: which of equal codes is the nearest would be a
    matter of rounding."""
    places = torch.cat([torch.randperm(len(vectors)) for _ in range(-(-count // len(vectors)))])[:count].to(vectors.device)
    return vectors[places] + _APART * vectors.std() * torch.randn(count, vectors.shape[1]).to(vectors.device)
