"""The techniques by name. Another one is a module and a line."""

import importlib

from ....errors import ExportError
from ..pictures import PictureBank
from ..settings import Settings
from .technique import Technique

# name -> module and class
CATALOGUE = {
    "gan": ("gan", "Gan"),
    "vae": ("vae", "Vae"),
    "pixel": ("pixel", "PixelDiffusion"),
    "autoregressive": ("autoregressive", "Autoregressive"),
    "latent": ("latent", "LatentDiffusion"),
}


def create(name: str, settings: Settings, pictures: PictureBank, device) -> Technique:
    return class_of(name)(settings, pictures, device)


def class_of(name: str) -> type[Technique]:
    if name not in CATALOGUE:
        raise ExportError(f"unknown technique {name}; it is one of {', '.join(CATALOGUE)}")
    module, kind = CATALOGUE[name]
    return getattr(importlib.import_module(f".{module}", __package__), kind)
