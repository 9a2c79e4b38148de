"""Depth to image: a depth map, scaled to the latents, is the fifth input channel."""

import torch

from . import stable_diffusion
from .case import Case, picture
from .weights import randomize


def pipeline():
    from diffusers import PNDMScheduler, StableDiffusionDepth2ImgPipeline
    from transformers import DPTConfig, DPTForDepthEstimation, DPTImageProcessor

    parts = stable_diffusion.components(pad="!", in_channels=5, use_linear_projection=True)
    parts.pop("safety_checker")
    parts["feature_extractor"] = DPTImageProcessor(size={"height": 32, "width": 32}, image_mean=[0.5] * 3, image_std=[0.5] * 3)
    depth = DPTForDepthEstimation(DPTConfig(
        hidden_size=8, num_hidden_layers=4, num_attention_heads=2, intermediate_size=16, image_size=32, patch_size=16,
        backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[2, 2, 4, 4], fusion_hidden_size=4, is_hybrid=False))
    scheduler = PNDMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True, steps_offset=1)
    return StableDiffusionDepth2ImgPipeline(**parts, depth_estimator=randomize(depth), scheduler=scheduler)


_PIPELINE, _TEXT = "StableDiffusionDepth2ImgPipeline", {"prompt": "two happy people in a dark house", "num_inference_steps": 5}
CASES = (
    Case("depth", _PIPELINE, _TEXT | {"guidance_scale": 7.5, "strength": 0.8}, images={"image": picture(72, 88, 1)}),
    Case("depth_batch", _PIPELINE, _TEXT | {"negative_prompt": "blue", "guidance_scale": 4.0, "strength": 1.0}, seeds=(1, 2, 3),
         images={"image": picture(64, 40, 2)}),
    Case("given_depth", _PIPELINE, _TEXT | {"guidance_scale": 7.5, "strength": 0.8}, images={"image": picture(72, 88, 4)},
         tensors={"depth_map": torch.from_numpy(picture(6, 17, 5)[None, :, :, 0]).float()}),
    Case("without_guidance", _PIPELINE, _TEXT | {"guidance_scale": 1.0, "strength": 0.6}, images={"image": picture(40, 64, 3)}),
)
