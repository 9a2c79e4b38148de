"""Final latents of tiny models for prompts in the weighted syntax: `weighted_prompts/<family>.json` and `.safetensors`."""

import importlib
import json
from dataclasses import replace
from pathlib import Path

from safetensors.torch import save_file

from .tiny.case import Case, picture
from .tiny.tokenizers import WORDS
from .weighted_unet import WeightedUNet, calls_of, replaced

_SIZE = {"height": 64, "width": 40}
_LONG = ", ".join(" ".join(WORDS[(7 * i + j) % len(WORDS)] for j in range(1 + i % 9)) for i in range(20))
_WEIGHTS = {"prompt": "a (photo of:1.4) ((red)) cat, [dark] \\(small\\) house, (the (blue:1.2) star:0.6)",
            "negative_prompt": "(dark:1.5) house"}
_SCHEDULE = {"prompt": "a [red:blue:0.5] [cat:dog:2] [in a dark house::0.75] [and a (star:1.3):0.25]", "negative_prompt": "[dark:old:3]",
             "num_inference_steps": 8}
_ALTERNATION = {"prompt": "a [cat|dog|bird] in [the red [small:big:4]|a blue] house", "num_inference_steps": 7}
_AND = {"prompt": "a red cat :1.2 AND a blue (dog:1.3) in the [house:star:2] :-0.4 AND bird", "num_inference_steps": 4}


def _cases(pipeline: str) -> list[Case]:
    def case(name, arguments, seeds=(0,), kind="Pipeline", **more):
        given = {"num_inference_steps": 3, "guidance_scale": 5.0} | ({} if "images" in more else _SIZE) | arguments
        return Case(name, pipeline + kind, given, seeds, **more)

    return [
        case("weights", _WEIGHTS),
        case("weights_batch_without_guidance", _WEIGHTS | {"guidance_scale": 1.0}, seeds=(1, 2, 3)),
        case("break", {"prompt": "a red cat BREAK a (blue:1.3) dog", "negative_prompt": "dark"}, seeds=(4, 5, 6)),
        case("three_chunks", {"prompt": _LONG + " BREAK (a happy:1.2) cat", "negative_prompt": "dark house"}),
        case("three_chunks_without_negative", {"prompt": _LONG + " BREAK (a happy:1.2) cat"}, seeds=(7, 8, 9)),
        case("three_chunks_without_guidance", {"prompt": _LONG + " BREAK cat", "guidance_scale": 1.0}),
        case("long_negative", {"prompt": "a cat", "negative_prompt": _LONG}),
        case("schedule", _SCHEDULE),
        case("schedule_batch_without_guidance", _SCHEDULE | {"guidance_scale": 1.0}, seeds=(1, 2, 3)),
        case("schedule_of_chunks", {"prompt": f"[a cat:{_LONG}:2] and (dog:1.2)", "num_inference_steps": 4}),
        case("alternation", _ALTERNATION, seeds=(1, 2, 3)),
        case("alternation_two_evaluations", _ALTERNATION | {"num_inference_steps": 3}, scheduler={"_class_name": "HeunDiscreteScheduler"}),
        case("and", _AND),
        case("and_batch", _AND | {"negative_prompt": "dark AND old", "guidance_scale": 3.0}, seeds=(1, 2, 3)),
        case("and_without_guidance", _AND | {"guidance_scale": 1.0}),
        case("and_rescaled", _AND | {"guidance_rescale": 0.7}, seeds=(3, 4)),
        case("and_of_one", {"prompt": "a cat in the house :1.3"}),
        case("clip_skip", _WEIGHTS | {"clip_skip": 1}),
        case("image_to_image", _SCHEDULE | {"strength": 0.6, "num_inference_steps": 10}, seeds=(1, 2), kind="Img2ImgPipeline",
             images={"image": picture(64, 40, 2)}),
    ]


def _few_cases(pipeline: str, guidance_scale: float, **images) -> list[Case]:
    """Of what the U-Net is given beside the prompt."""
    common = {"guidance_scale": guidance_scale} | ({} if images else _SIZE)
    return [
        Case("weights", pipeline, _WEIGHTS | common | {"num_inference_steps": 3}, **images),
        Case("chunks_and_schedule", pipeline, common | {"prompt": f"[a cat:{_LONG}:2] and (dog:1.2)", "num_inference_steps": 4}, **images),
        Case("and_batch", pipeline, _AND | common | {"negative_prompt": "dark"}, seeds=(1, 2, 3), **images),
    ]


_PICTURES = [picture(64, 40, 1), picture(64, 40, 2)]
CASES = {
    "stable_diffusion": _cases("StableDiffusion"),
    "stable_diffusion_xl": _cases("StableDiffusionXL"),
    "controlnet": _few_cases("StableDiffusionControlNetPipeline", 5.0, images={"image": _PICTURES}),
    "latent_consistency": _few_cases("LatentConsistencyModelPipeline", 8.0),
    "upscaler": _few_cases("StableDiffusionUpscalePipeline", 9.0, images={"image": picture(16, 12, 1)}),
}


def write(out: Path) -> None:
    folder = out / "weighted_prompts"
    folder.mkdir(parents=True, exist_ok=True)
    for family, cases in CASES.items():
        model = load(family)
        tensors = {f"{case.name}.{name}": tensor for case in cases for name, tensor in run(case, model).items()}
        (folder / f"{family}.json").write_text(json.dumps([case.describe() for case in cases], indent=1) + "\n", encoding="utf-8")
        save_file(tensors, folder / f"{family}.safetensors")


def load(family: str):
    return importlib.import_module(f".tiny.{family}", __package__).pipeline()


def run(case: Case, model):
    """The final latents of a case and the pictures that it starts from."""
    # What the pipeline encodes is not used.
    others = {name: value for name, value in case.arguments.items() if name not in ("clip_skip", "negative_prompt")}
    runnable = replace(case, arguments=others | {"prompt": ""})
    u_net = WeightedUNet(model, case.arguments, len(case.seeds), calls_of(runnable, model))
    with replaced(model.unet, u_net), replaced(model.components.get("controlnet"), u_net.control):
        tensors = runnable.run(model)
    return {name: tensor for name, tensor in tensors.items() if name != "images"}
