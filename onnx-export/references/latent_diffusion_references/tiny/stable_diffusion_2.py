"""Stable Diffusion 2.x: OpenCLIP as text encoder, linear layers around attention, velocity prediction."""

from . import parts, stable_diffusion, tokenizers
from .case import Case


def pipeline():
    from diffusers import DDIMScheduler, StableDiffusionPipeline

    components = stable_diffusion.components(pad="!", use_linear_projection=True, attention_head_dim=[2, 4])
    components["text_encoder"] = parts.clip_text(tokenizers.clip("!"), hidden_act="gelu", num_hidden_layers=2)
    scheduler = DDIMScheduler(**stable_diffusion.SCHEDULE, prediction_type="v_prediction")
    return StableDiffusionPipeline(**components, scheduler=scheduler, requires_safety_checker=False)


CASES = (
    Case("text_to_image", "StableDiffusionPipeline", {
        "prompt": "a photo of a red cat", "num_inference_steps": 4, "guidance_scale": 7.5, "height": 72, "width": 88}),
)
