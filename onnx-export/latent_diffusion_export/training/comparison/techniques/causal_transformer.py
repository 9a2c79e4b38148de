"""A decoder-only transformer (Radford et al. 2019) over the tokens of a picture."""

import torch
import torch.nn.functional as F
from torch import nn

_HEAD = 32


class CausalTransformer(nn.Module):
    """`codes` tokens and one more that begins each picture."""

    def __init__(self, codes: int, longest: int, width: int, layers: int):
        super().__init__()
        self.tokens, self.places = nn.Embedding(codes + 1, width), nn.Embedding(longest, width)
        self.layers = nn.ModuleList(_Layer(width, max(1, width // _HEAD)) for _ in range(layers))
        self.norm, self.logits = nn.LayerNorm(width), nn.Linear(width, codes, bias=False)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Tokens [n, length], each row begun by the begin token; logits [n, length, codes] of the token after each."""
        x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1], device=tokens.device))
        for layer in self.layers:
            x = layer(x)
        return self.logits(self.norm(x))


class _Layer(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self._heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.out(self._attend(self.norm1(x)))
        return x + self.narrow(F.gelu(self.wide(self.norm2(x))))

    def _attend(self, x: torch.Tensor) -> torch.Tensor:
        heads = self.attention(x).unflatten(-1, (3, self._heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(heads[0], heads[1], heads[2], is_causal=True)
        return mixed.transpose(1, 2).flatten(2)
