"""Stable Diffusion 1.x and 2.x and what shares their three models: inpainting (9 channels), InstructPix2Pix (8 channels), LCM
(`timestep_cond`), the x4 upscaler (`class_labels` is the noise level). The U-Net's configuration says which inputs it has."""

from ..graphs import autoencoders, clip, controlnet, unet
from .family import Family

FAMILY = Family(
    pipelines=("StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline",
               "StableDiffusionInstructPix2PixPipeline", "StableDiffusionUpscalePipeline",
               "LatentConsistencyModelPipeline", "LatentConsistencyModelImg2ImgPipeline",
               "StableDiffusionControlNetPipeline", "StableDiffusionControlNetImg2ImgPipeline", "StableDiffusionControlNetInpaintPipeline"),
    graphs={"text_encoder": clip.with_clip_skip, "unet": unet.conditional, "vae": autoencoders.any_autoencoder,
            "controlnet": controlnet.residuals},
)
