"""What training on pictures has in common: the terms of what comes back, and a discriminator if wanted."""

from abc import abstractmethod
from collections.abc import Iterator

import torch
from torch import nn

from ...errors import ExportError
from ..configuration.loss_sections import PictureLoss
from ..losses.adversarial import PatchDiscriminator, discriminator_loss, generator_loss
from ..losses.perceptual import perceptual
from ..losses.reconstruction import reconstruction
from .context import Context
from .task import Places, Player, Task, trainable


class PictureTask(Task):
    def __init__(self, context: Context, model: nn.Module, smallest_side: float):
        """`smallest_side` of the pictures that come back, in pixels."""
        self._context, self._settings = context, context.settings
        self._perceptual = perceptual(self._settings.loss, self._settings.output, context.device)
        adversarial = self._settings.adversarial
        _require_a_term(self._settings.loss)
        self.players = [Player("autoencoder", trainable(autoencoder=model), self._settings.optimizer.learning_rate)]
        if adversarial.weight:
            if smallest_side < 3 * 2 ** adversarial.layers:
                raise ExportError(f"adversarial.layers is {adversarial.layers}; pictures of {smallest_side:g} pixels are too small for "
                                  "that")
            self._discriminator = PatchDiscriminator(adversarial).to(context.device, memory_format=torch.channels_last)
            self.players.append(Player("discriminator", trainable(discriminator=self._discriminator), adversarial.learning_rate))

    @abstractmethod
    def returned(self, places: Places) -> tuple[torch.Tensor, torch.Tensor, dict[str, torch.Tensor]]:
        """What comes back, what ought to, and the weighted terms beside those of the pictures."""

    def losses(self, step: int, places: Places) -> Iterator[tuple[Player, torch.Tensor, dict[str, torch.Tensor]]]:
        output, target, more = self.returned(places)
        terms = reconstruction(output, target, self._settings.loss) | more
        if self._perceptual is not None:
            with self._context.autocast():
                terms["perceptual"] = self._settings.loss.perceptual_weight * self._perceptual(output, target).float()
        loss = sum(terms.values())
        values = {"loss": loss, **terms}
        playing = len(self.players) > 1 and step >= self._settings.adversarial.start * self._settings.run.steps
        if playing:
            self._discriminator.requires_grad_(False)
            with self._context.autocast():
                adversarial = self._settings.adversarial.weight * generator_loss(self._discriminator(output)).float()
            self._discriminator.requires_grad_(True)
            values["adversarial"] = adversarial
            loss = loss + adversarial
        yield self.players[0], loss, values
        if playing:
            with self._context.autocast():
                loss = discriminator_loss(self._discriminator(target).float(), self._discriminator(output.detach()).float())
            yield self.players[1], loss, {"discriminator": loss}

    def _pictures(self, places: Places) -> torch.Tensor:
        indices = self._context.pictures.indices(places.first, places.count)
        variants = self._context.pictures.variants(list(zip(indices, places)))
        return torch.stack([variant.pixels for variant in variants]).to(self._context.device, memory_format=torch.channels_last)


def _require_a_term(loss: PictureLoss) -> None:
    weights = {name: getattr(loss, name) for name in ("l1", "l2", "gradient", "low_pass", "latents") if hasattr(loss, name)}
    if not any(weights.values()) and (loss.perceptual == "none" or not loss.perceptual_weight):
        raise ExportError(f"loss.{', loss.'.join(weights)} are all 0 and there is no perceptual term, so that nothing would be learnt; one "
                          "must be above 0")
