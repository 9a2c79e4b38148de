"""Model families. A family is one module that states which diffusers pipelines it serves and how each component is exported."""

from ..errors import ExportError
from . import stable_diffusion
from .family import Family

FAMILIES: tuple[Family, ...] = (
    stable_diffusion.FAMILY,
)


def find(pipeline: str) -> Family:
    for family in FAMILIES:
        if pipeline in family.pipelines:
            return family
    known = ", ".join(name for family in FAMILIES for name in family.pipelines)
    raise ExportError(f"model_index.json names {pipeline}, which no family here exports; known are {known}")
