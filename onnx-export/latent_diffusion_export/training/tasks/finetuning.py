"""Which weights of an existing model are trained."""

from torch import nn

from ..configuration import DistillationRun, FinetuneRun
from . import lora


def models_to_train(pipeline, settings: FinetuneRun | DistillationRun) -> dict[str, nn.Module]:
    names = ["unet"]
    if isinstance(settings, FinetuneRun) and settings.model.train_text_encoder:
        names += [name for name in ("text_encoder", "text_encoder_2") if getattr(pipeline, name, None) is not None]
    models = {name: getattr(pipeline, name) for name in names}
    if settings.model.method == "lora":
        for name, model in models.items():
            lora.add(model, settings.lora, "targets" if name == "unet" else "text_targets", settings.run.seed, name)
    return models
