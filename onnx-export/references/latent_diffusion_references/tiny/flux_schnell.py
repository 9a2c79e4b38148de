"""Flux schnell: few steps, no guidance of either kind."""

from . import flux_dev
from .case import Case


def pipeline():
    return flux_dev.build(guidance=False, shift=1.0)


_TEXT = {"prompt": "a happy bird and a fish", "num_inference_steps": 4, "guidance_scale": 0.0, "max_sequence_length": 256}
CASES = (
    Case("text_to_image", "FluxPipeline", _TEXT | {"height": 80, "width": 112}),
    Case("text_to_image_batch", "FluxPipeline", _TEXT | {"num_inference_steps": 1, "height": 64, "width": 48}, seeds=(1, 2, 3)),
)
