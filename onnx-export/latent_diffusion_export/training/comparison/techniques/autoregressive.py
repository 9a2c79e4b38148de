"""Token after token: a transformer over the code words of a VQ-VAE (van den Oord et al. 2017; Esser et al. 2021, arXiv 2012.09841)."""

import torch
import torch.nn.functional as F
from torch import nn

from ....onnx_graph.graph import Graph, Tensor
from ...configuration.loss_sections import AutoencoderLoss
from ...losses.reconstruction import reconstruction
from .causal_transformer import CausalTransformer
from .quantiser import FACTOR, Quantiser
from .technique import Losses, Player, Stage, Technique

_CODES, _LENGTH, _LAYERS = 512, 32, 6
_COMMITMENT = 0.25


class Autoregressive(Technique):
    name = "autoregressive"

    def __init__(self, settings, pictures, device):
        super().__init__(settings, pictures, device)
        self.quantiser = self.add("quantiser", Quantiser(settings.size, settings.width, _CODES, _LENGTH))
        self.count = (settings.size // FACTOR) ** 2
        self.transformer = self.add("transformer", CausalTransformer(_CODES, self.count, 4 * settings.width, _LAYERS))

    @property
    def stages(self) -> list[Stage]:
        return [_Quantisation(self), _NextToken(self)]

    @property
    def drawn_with(self) -> list[nn.Module]:
        return [self.transformer, self.quantiser.decoder]

    def sample(self, count: int, seed: int) -> torch.Tensor:
        return self.continued(torch.zeros(count, 0, dtype=torch.int64), seed)

    @torch.no_grad()
    def continued(self, first: torch.Tensor, seed: int) -> torch.Tensor:
        """The pictures that begin with these tokens, [n, some]."""
        self.modules.eval()
        draws = [torch.rand(self.count, generator=torch.Generator().manual_seed(seed + i)) for i in range(len(first))]
        tokens = torch.cat([torch.full((len(first), 1), _CODES), first], dim=1)
        for place in range(first.shape[1], self.count):
            logits = self.transformer(tokens.to(self.device))[:, -1].float().cpu()
            tokens = torch.cat([tokens, chosen(logits, torch.stack(draws)[:, place])[:, None]], dim=1)
        return self.quantiser.pictures(tokens[:, 1:].to(self.device)).float().cpu()

    def graphs(self) -> list[Graph]:
        picture, row = ("batch", 3, self.settings.size, self.settings.size), ("batch", self.count)
        sizes = ({"batch": 3, "sequence": max(2, self.count // 2)}, {"batch": 1, "sequence": self.count})
        return [Graph("transformer", self.transformer, lambda model, tokens: (model(tokens),),
                      {"tokens": Tensor(("batch", "sequence"), torch.int64, below=_CODES + 1)}, {"logits": ("batch", "sequence", _CODES)},
                      sizes),
                Graph("decoder", _Pictures(self.quantiser), lambda model, tokens: (model(tokens),),
                      {"tokens": Tensor(row, torch.int64, below=_CODES)}, {"sample": picture}, sizes),
                Graph("encoder", _Tokens(self.quantiser), lambda model, sample: (model(sample),), {"sample": Tensor(picture)},
                      {"tokens": row}, sizes)]

    def description(self) -> dict:
        return {"tokens": self.count, "codes": _CODES, "begin_token": _CODES}


class _Quantisation(Stage):
    share = 0.4

    def __init__(self, technique: Autoregressive):
        self._technique = technique
        self.players = [Player(technique.quantiser, 1e-3)]

    def losses(self, step: int) -> Losses:
        technique, model = self._technique, self._technique.quantiser
        pictures = technique.pictures.batch(step).to(technique.device)
        with technique.autocast():
            vectors = model.train().encoder(pictures).float()
        rows = vectors.flatten(2).transpose(1, 2)
        if step == 0:
            model.start(rows.detach())
        tokens = model.nearest(rows.detach())
        quantised = F.embedding(tokens, model.codes).transpose(1, 2).reshape(vectors.shape)
        model.learn(rows.detach(), tokens)
        with technique.autocast():
            output = model.decoder(vectors + (quantised - vectors).detach()).float()  # gradients pass as if nothing were rounded
        commitment = F.mse_loss(vectors, quantised)
        loss = sum(reconstruction(output, pictures, AutoencoderLoss()).values()) + _COMMITMENT * commitment
        yield self.players[0], loss, {"loss": loss, "commitment": commitment, "codes": torch.tensor(float(tokens.unique().numel()))}


class _NextToken(Stage):
    share = 0.6

    def __init__(self, technique: Autoregressive):
        self._technique = technique
        self.players = [Player(technique.transformer, 1e-3, (0.9, 0.95), weight_decay=0.01)]

    @torch.no_grad()
    def begin(self) -> None:
        """The tokens of all pictures, plain and mirrored."""
        technique = self._technique
        self._tokens = technique.pictures.encoded(technique.quantiser.eval().tokens, technique.device)

    def losses(self, step: int) -> Losses:
        technique = self._technique
        indices, mirrored = technique.pictures.draw(step)
        wanted = self._tokens[mirrored.long(), indices].to(technique.device)
        given = torch.cat([torch.full_like(wanted[:, :1], _CODES), wanted[:, :-1]], dim=1)
        with technique.autocast():
            logits = technique.transformer.train()(given)
        loss = F.cross_entropy(logits.float().flatten(0, 1), wanted.flatten())
        yield self.players[0], loss, {"loss": loss}


class _Pictures(nn.Module):
    def __init__(self, quantiser: Quantiser):
        super().__init__()
        self.quantiser = quantiser

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.quantiser.pictures(tokens)


class _Tokens(_Pictures):
    def forward(self, sample: torch.Tensor) -> torch.Tensor:
        return self.quantiser.tokens(sample)


def chosen(logits: torch.Tensor, draws: torch.Tensor) -> torch.Tensor:
    """The token at which the running sum of probabilities passes a uniform number; the sums in double precision, as in C#."""
    weights = (logits.double() - logits.double().max(1, keepdim=True).values).exp()
    sums = weights.cumsum(1)
    return (sums <= draws.double()[:, None] * sums[:, -1:]).sum(1).clamp(max=logits.shape[1] - 1)
