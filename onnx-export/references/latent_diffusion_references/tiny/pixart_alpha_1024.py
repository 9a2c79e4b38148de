"""PixArt-Alpha for 1024x1024, which takes height, width and their ratio as conditions."""

from . import pixart_alpha
from .case import Case


def pipeline():
    return pixart_alpha.pipeline(sample_size=128, num_attention_heads=3, cross_attention_dim=24)


CASES = (
    Case("text_to_image", "PixArtAlphaPipeline", pixart_alpha.TEXT | {"guidance_scale": 4.5, "height": 80, "width": 112}),
    Case("without_guidance_batch", "PixArtAlphaPipeline", pixart_alpha.TEXT | {
        "guidance_scale": 1.0, "height": 48, "width": 64}, seeds=(1, 2, 3)),
)
