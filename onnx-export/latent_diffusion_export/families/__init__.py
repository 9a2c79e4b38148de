"""Model families. A family is one module that states which diffusers pipelines it serves and how each component is exported."""

from ..errors import ExportError
from . import depth_to_image, flux, latent_diffusion, pixart, sana, stable_diffusion, stable_diffusion_3, stable_diffusion_xl
from .family import Family

FAMILIES: tuple[Family, ...] = (
    stable_diffusion.FAMILY,
    depth_to_image.FAMILY,
    stable_diffusion_xl.FAMILY,
    stable_diffusion_3.FAMILY,
    flux.FAMILY,
    pixart.FAMILY,
    sana.FAMILY,
    latent_diffusion.TEXT_TO_IMAGE,
    latent_diffusion.UNCONDITIONAL,
)


def find(pipeline: str) -> Family:
    """The family of a pipeline class, `_class_name` of `model_index.json`."""
    for family in FAMILIES:
        if pipeline in family.pipelines:
            return family
    known = ", ".join(name for family in FAMILIES for name in family.pipelines)
    raise ExportError(f"model_index.json names {pipeline}, which no family here exports; known are {known}")
