"""The text-conditional latent diffusion model of the paper, with its BERT encoder."""

from . import language, parts, tokenizers
from .case import Case


def pipeline():
    from diffusers import DDIMScheduler, LDMTextToImagePipeline

    tokenizer = tokenizers.bert()
    scheduler = DDIMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False,
                              timestep_spacing="leading")
    return LDMTextToImagePipeline(vqvae=parts.vae(), bert=language.bert(tokenizer), tokenizer=tokenizer, unet=parts.unet(),
                                  scheduler=scheduler)


_TEXT = {"prompt": "A painting of the green apple, eating.", "num_inference_steps": 4}
CASES = (
    Case("text_to_image", "LDMTextToImagePipeline", _TEXT | {"guidance_scale": 6.0, "height": 72, "width": 88}),
    Case("text_to_image_batch", "LDMTextToImagePipeline", _TEXT | {
        "guidance_scale": 3.0, "height": 64, "width": 40}, seeds=(1, 2, 3)),
    Case("without_guidance", "LDMTextToImagePipeline", _TEXT | {"guidance_scale": 1.0, "height": 40, "width": 64}),
)
