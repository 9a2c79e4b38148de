"""A variational autoencoder (Kingma & Welling 2014, arXiv 1312.6114), whose decoder's deviation is the best one for each batch
(sigma-VAE, Rybkin et al. 2021, arXiv 2006.13202, section 3.2), so that no weight has to be chosen."""

import torch
import torch.nn.functional as F
from torch import nn

from ....onnx_graph.graph import Graph, Tensor
from ...losses.reconstruction import divergence
from .technique import Losses, Player, Stage, Technique, noise


class Encoder(nn.Module):
    def __init__(self, size: int, width: int, latent: int):
        super().__init__()
        channels = [3, *(min(width * 2 ** i, width * 8) for i in range(size.bit_length() - 3))]  # down to 4x4
        self.layers = nn.Sequential(*(_layer(nn.Conv2d(before, after, 4, 2, 1), after) for before, after in zip(channels, channels[1:])))
        self.last = nn.Linear(channels[-1] * 16, 2 * latent)

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mean, log_variance = self.last(self.layers(pictures).flatten(1)).chunk(2, dim=1)
        return mean, log_variance.clamp(-20, 10)


class Decoder(nn.Module):
    def __init__(self, size: int, width: int, latent: int):
        super().__init__()
        channels = [min(width * 2 ** i, width * 8) for i in reversed(range(size.bit_length() - 3))]
        self.first, self._channels = nn.Linear(latent, channels[0] * 16), channels[0]
        self.layers = nn.Sequential(*(_layer(nn.ConvTranspose2d(before, after, 4, 2, 1), after)
                                      for before, after in zip(channels, channels[1:])),
                                    nn.ConvTranspose2d(channels[-1], channels[-1], 4, 2, 1), nn.SiLU(),
                                    nn.Conv2d(channels[-1], 3, 3, padding=1))

    def forward(self, latent: torch.Tensor) -> torch.Tensor:
        return self.layers(self.first(latent).reshape(-1, self._channels, 4, 4)).tanh()


class Vae(Technique):
    name = "vae"

    def __init__(self, settings, pictures, device):
        super().__init__(settings, pictures, device)
        self.latent = 8 * settings.width
        self.decoder = self.add("decoder", Decoder(settings.size, settings.width, self.latent))
        self.encoder = self.add("encoder", Encoder(settings.size, settings.width, self.latent))

    @property
    def stages(self) -> list[Stage]:
        return [_Variational(self)]

    @property
    def drawn_with(self) -> list[nn.Module]:
        return [self.decoder]

    @torch.no_grad()
    def sample(self, count: int, seed: int) -> torch.Tensor:
        return self.decoder.eval()(noise(count, (self.latent,), seed).to(self.device)).float().cpu()

    def graphs(self) -> list[Graph]:
        picture, sizes = ("batch", 3, self.settings.size, self.settings.size), ({"batch": 3}, {"batch": 1})
        return [Graph("encoder", self.encoder, lambda model, sample: model(sample), {"sample": Tensor(picture)},
                      {"mean": ("batch", self.latent), "log_variance": ("batch", self.latent)}, sizes),
                Graph("decoder", self.decoder, lambda model, latent: (model(latent),), {"latent": Tensor(("batch", self.latent))},
                      {"sample": picture}, sizes)]

    def description(self) -> dict:
        return {"latent_length": self.latent}


class _Variational(Stage):
    share = 1.0

    def __init__(self, vae: Vae):
        self._vae = vae
        self.players = [Player(vae.modules, 1e-3)]

    def losses(self, step: int) -> Losses:
        vae = self._vae
        pictures = vae.pictures.batch(step).to(vae.device)
        vae.modules.train()
        with vae.autocast():
            mean, log_variance = (part.float() for part in vae.encoder(pictures))
            latent = mean + torch.randn(mean.shape).to(vae.device) * (0.5 * log_variance).exp()
            output = vae.decoder(latent).float()
        values = pictures[0].numel()
        error = F.mse_loss(output, pictures)
        nats = divergence(mean, log_variance) * vae.latent
        loss = 0.5 * error.clamp(min=1e-6).log() + nats / values  # the negative bound per value, but for a constant
        yield self.players[0], loss, {"loss": loss, "error": error, "divergence": nats}


def _layer(convolution: nn.Module, channels: int) -> nn.Sequential:
    return nn.Sequential(convolution, nn.GroupNorm(8, channels), nn.SiLU())
