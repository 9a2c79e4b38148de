"""Stable Diffusion 2 depth2img: a depth map, from a DPT estimator or given, is the U-Net's fifth input channel."""

from ..graphs import depth
from . import stable_diffusion
from .family import Family

FAMILY = Family(
    pipelines=("StableDiffusionDepth2ImgPipeline",),
    graphs=stable_diffusion.FAMILY.graphs | {"depth_estimator": depth.dpt},
)
