"""A generative adversarial network: FastGAN with the hinge loss and differentiable augmentation (Zhao et al. 2020, arXiv 2006.10738)."""

import torch
import torch.nn.functional as F
from torch import nn

from ....onnx_graph.graph import Graph, Tensor
from ...losses.adversarial import discriminator_loss, generator_loss
from ...random_streams import Purpose, generator
from .differentiable_augmentation import augmented
from .gan_networks import Discriminator, Generator
from .technique import Losses, Player, Stage, Technique, noise

_BATCHES_OF_STATISTICS = 20


class Gan(Technique):
    name = "gan"

    def __init__(self, settings, pictures, device):
        super().__init__(settings, pictures, device)
        self.latent = 8 * settings.width
        self.generator = self.add("generator", Generator(settings.size, settings.width, self.latent))
        self.discriminator = self.add("discriminator", Discriminator(settings.size, settings.width))

    @property
    def stages(self) -> list[Stage]:
        return [_Adversarial(self)]

    @property
    def drawn_with(self) -> list[nn.Module]:
        return [self.generator]

    @torch.no_grad()
    def sample(self, count: int, seed: int) -> torch.Tensor:
        return self.generator.eval()(noise(count, (self.latent,), seed).to(self.device)).float().cpu()

    def graphs(self) -> list[Graph]:
        size = self.settings.size
        return [Graph("generator", self.generator, lambda model, latent: (model(latent),), {"latent": Tensor(("batch", self.latent))},
                      {"sample": ("batch", 3, size, size)}, ({"batch": 3}, {"batch": 1}))]

    def description(self) -> dict:
        return {"latent_length": self.latent}


class _Adversarial(Stage):
    share, decays = 1.0, False

    def __init__(self, gan: Gan):
        self._gan = gan
        self.players = [Player(gan.generator, 2e-4, (0.5, 0.999)), Player(gan.discriminator, 2e-4, (0.5, 0.999))]

    def losses(self, step: int) -> Losses:
        gan, model, judge = self._gan, self.players[0], self.players[1]
        real = gan.pictures.batch(step).to(gan.device)
        latent = torch.randn(len(real), gan.latent).to(gan.device)
        gan.discriminator.requires_grad_(True)
        with gan.autocast():
            drawn = gan.generator.train()(latent)
            seen = augmented(real)
            of_real, features = gan.discriminator(seen)
            of_drawn, _ = gan.discriminator(augmented(drawn.detach().float()))
            reconstruction = gan.discriminator.reconstruct(features)
        hinge = 2 * discriminator_loss(of_real.float(), of_drawn.float())
        target = F.adaptive_avg_pool2d(seen, reconstruction.shape[-1])
        yield judge, hinge + (reconstruction.float() - target).abs().mean(), {"discriminator": hinge}
        gan.discriminator.requires_grad_(False)
        with gan.autocast():
            loss = generator_loss(gan.discriminator(augmented(drawn.float()))[0].float())
        yield model, loss, {"loss": loss}

    @torch.no_grad()
    def end(self) -> None:
        """Batch normalisation learnt the statistics of other weights than the average's."""
        norms = [module for module in self._gan.generator.modules() if isinstance(module, nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # the plain mean of all batches
        for number in range(_BATCHES_OF_STATISTICS):
            random = generator(self._gan.settings.seed, Purpose.SAMPLES, number)
            self._gan.generator.train()(torch.randn(64, self._gan.latent, generator=random).to(self._gan.device))
