"""`lora/*`: adapters in the names and kinds that users download, for the tiny models, and the latents that diffusers draws with them."""

import copy
import importlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from . import original_checkpoint
from .adapters import kinds, naming
from .tiny.case import Case

ALPHA = 2.0


def _attention(name: str, layer: nn.Module) -> bool:
    return isinstance(layer, nn.Linear) and (".attn" in name or ".ff." in name or "self_attn" in name or ".mlp." in name)


def _old_attention(name: str, layer: nn.Module) -> bool:
    return isinstance(layer, nn.Linear) and (".attn" in name or "self_attn" in name)


def _blocks(name: str, layer: nn.Module) -> bool:
    """Everything inside blocks, convolutions too."""
    return isinstance(layer, (nn.Linear, nn.Conv2d)) and ("blocks" in name or "mid_block" in name or _attention(name, layer))


def _sgm(name: str, layer: nn.Module) -> bool:
    """What diffusers translates of kohya's adapters for SDXL."""
    return _attention(name, layer) or "proj_" in name or (".resnets." in name and isinstance(layer, (nn.Linear, nn.Conv2d)))


# name -> (model, kind, layers, naming)
ADAPTERS: dict[str, tuple[str, str, Callable, str]] = {
    "kohya_lora": ("stable_diffusion", "lora", _attention, "kohya"),
    "kohya_locon": ("stable_diffusion", "lora", _blocks, "kohya"),
    "kohya_dora": ("stable_diffusion", "dora", _attention, "kohya"),
    "diffusers_lora": ("stable_diffusion", "lora", _old_attention, "diffusers"),
    "peft_lora": ("stable_diffusion", "lora", _blocks, "peft"),
    "peft_dora": ("stable_diffusion", "dora", _attention, "peft"),
    "locon_core": ("stable_diffusion", "locon_core", _blocks, "kohya"),
    "loha": ("stable_diffusion", "loha", _blocks, "kohya"),
    "lokr": ("stable_diffusion", "lokr", _blocks, "kohya"),
    "kohya_xl": ("stable_diffusion_xl", "lora", _sgm, "kohya"),
    "peft_xl": ("stable_diffusion_xl", "lora", _attention, "peft"),
}

# What is loaded together, with the scale of each.
CASES: tuple[dict[str, float], ...] = (
    *({name: 0.8} for name in ADAPTERS), {"kohya_lora": 1.0}, {"kohya_lora": 0.7, "peft_lora": -0.4, "diffusers_lora": 0.3},
    {"kohya_dora": 0.6, "peft_lora": 0.5}, {"loha": 0.3, "lokr": -0.2},
)
# diffusers 0.42 drops kohya's `dora_scale`, initialises PEFT's magnitudes of text encoders anew, and has no LoHa, LoKr and core of LoCon;
# with transformers 5 it also initialises the text encoder's adapter anew when a second one is loaded. There the papers' formulas hold,
# which must agree with diffusers where it does.
_BY_FORMULA = {"dora", "locon_core", "loha", "lokr"}
_AGREEMENT = 1e-4
_TEXT = {"prompt": "a photo of a red cat", "num_inference_steps": 2, "guidance_scale": 3.0, "height": 64, "width": 64}
_RUNS = {"stable_diffusion": Case("lora", "StableDiffusionPipeline", _TEXT),
         "stable_diffusion_xl": Case("lora", "StableDiffusionXLPipeline", _TEXT)}


def write(out: Path) -> None:
    folder = out / "lora"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    models = {name: importlib.import_module(f".tiny.{name}", __package__).pipeline() for name in _RUNS}
    layers = {name: _layers(models[ADAPTERS[name][0]], name) for name in ADAPTERS}
    for name, adapted in layers.items():
        save_file(_named(models[ADAPTERS[name][0]], name, adapted), folder / f"{name}.safetensors")
    latents, described = {}, []
    for number, case in enumerate(CASES):
        model = ADAPTERS[next(iter(case))][0]
        latents[str(number)] = _run(_RUNS[model], models[model], case, layers, folder)
        described.append({"model": model, "adapters": case})
    latents |= {model: run.run(models[model])["latents"] for model, run in _RUNS.items()}
    save_file(latents, folder / "latents.safetensors")
    (folder / "cases.json").write_text(json.dumps({"run": _RUNS["stable_diffusion"].describe(), "cases": described}, indent=1) + "\n")


def _layers(pipeline, name: str) -> naming.Layers:
    _, kind, chosen, _ = ADAPTERS[name]
    found = [(component, layer, module) for component in ("unet", "text_encoder", "text_encoder_2")
             if getattr(pipeline, component, None) is not None
             for layer, module in getattr(pipeline, component).named_modules() if chosen(layer, module)]
    make = kinds.KINDS[kind]
    return {(component, _published(component, layer)): make(module.weight.detach(), 100 * i + len(name))
            for i, (component, layer, module) in enumerate(found)}


def _published(component: str, layer: str) -> str:
    return layer if component == "unet" or layer.startswith("text_") else f"text_model.{layer}"


def _named(pipeline, name: str, layers: naming.Layers) -> dict[str, torch.Tensor]:
    model, *_, names = ADAPTERS[name]
    if names == "peft":
        named = naming.peft(layers)
    elif names == "diffusers":
        named = naming.diffusers(layers)
    else:
        original = (lambda layer: original_checkpoint.unet_key(f"{layer}.", pipeline.unet.config).removesuffix("."))
        named = naming.kohya(layers, ALPHA, original if model == "stable_diffusion_xl" else None)
    return {key: tensor.contiguous() for key, tensor in named.items()}


def _run(run: Case, model, case: dict[str, float], layers: dict[str, naming.Layers], folder: Path) -> torch.Tensor:
    """With the adapter loaded by diffusers and peft, or with those merged by formula that diffusers does not load right."""
    merged = copy.deepcopy(model)
    _merge(merged, case, layers)
    latents = run.run(merged)["latents"]
    if len(case) > 1 or ADAPTERS[next(iter(case))][1] in _BY_FORMULA:
        return latents
    (name, strength), loaded = next(iter(case.items())), copy.deepcopy(model)
    loaded.load_lora_weights(folder, weight_name=f"{name}.safetensors", adapter_name=name)
    loaded.set_adapters([name], [strength])
    by_diffusers = run.run(loaded)["latents"]
    difference = ((by_diffusers - latents).abs().max() / by_diffusers.abs().max()).item()
    if difference > _AGREEMENT:
        raise RuntimeError(f"{name}: diffusers and the formula differ by {difference:.1e}")
    return by_diffusers


def _merge(pipeline, case: dict[str, float], layers: dict[str, naming.Layers]) -> None:
    """Each change is one of the weight that the model was published with, as peft has it."""
    changes = {}
    for name, strength in case.items():
        alpha = ALPHA if ADAPTERS[name][3] == "kohya" else float(kinds.RANK)
        for (component, layer), tensors in layers[name].items():
            modules = dict(getattr(pipeline, component).named_modules())
            weight = (modules.get(layer) or modules[layer.removeprefix("text_model.")]).weight
            changes.setdefault(weight, []).append(kinds.change(tensors, weight.detach(), alpha, strength))
    for weight, parts in changes.items():
        weight.data.copy_(weight.double() + sum(parts))
