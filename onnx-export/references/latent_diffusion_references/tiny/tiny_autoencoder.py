"""Stable Diffusion with AutoencoderTiny (TAESD) in place of its autoencoder."""

from . import stable_diffusion
from .case import Case, picture
from .weights import randomize


def pipeline():
    from diffusers import AutoencoderTiny, DDIMScheduler, StableDiffusionPipeline

    tiny = AutoencoderTiny(encoder_block_out_channels=(4,) * 4, decoder_block_out_channels=(4,) * 4, num_encoder_blocks=(1,) * 4,
                           num_decoder_blocks=(1,) * 4)
    return StableDiffusionPipeline(**stable_diffusion.components() | {"vae": randomize(tiny)}, requires_safety_checker=False,
                                   scheduler=DDIMScheduler(**stable_diffusion.SCHEDULE))


_TEXT = {"prompt": "a photo of a red cat", "num_inference_steps": 3, "guidance_scale": 5.0}
CASES = (
    Case("text_to_image", "StableDiffusionPipeline", _TEXT | {"height": 72, "width": 88}),
    Case("image_to_image_batch", "StableDiffusionImg2ImgPipeline", _TEXT | {"strength": 0.7}, seeds=(1, 2, 3),
         images={"image": picture(64, 40, 1)}),
)
