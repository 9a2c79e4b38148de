"""PixArt-Sigma of a size for which there are bins: what is drawn has the closest of them, and is resized and cropped."""

from . import pixart_sigma
from .case import Case


def pipeline():
    return pixart_sigma.pipeline(sample_size=32)


_TEXT = {"prompt": "A photo of a red cat", "num_inference_steps": 2, "clean_caption": False, "guidance_scale": 4.5}
CASES = (
    Case("wide", "PixArtSigmaPipeline", _TEXT | {"use_resolution_binning": True, "height": 61, "width": 111}),
    Case("tall_batch", "PixArtSigmaPipeline", _TEXT | {"height": 96, "width": 64}, seeds=(1, 2, 3)),
    Case("enlarged", "PixArtSigmaPipeline", _TEXT | {"height": 100, "width": 400}),
    Case("without_bins", "PixArtSigmaPipeline", _TEXT | {"use_resolution_binning": False, "height": 64, "width": 112}),
)
