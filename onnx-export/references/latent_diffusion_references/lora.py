"""`lora/*`: adapters in the names and kinds that users download, for the tiny models, and the latents that diffusers draws with them."""

import copy
import importlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file

from . import original_checkpoint
from .adapters import kinds, naming
from .adapters.weights import Weight, modules, originals
from .tiny.case import Case

ALPHA = 2.0


def _attention(name: str, weight: Weight) -> bool:
    return _linear(weight) and (".attn" in name or ".ff." in name or "self_attn" in name or ".mlp." in name)


def _old_attention(name: str, weight: Weight) -> bool:
    return _linear(weight) and (".attn" in name or "self_attn" in name)


def _blocks(name: str, weight: Weight) -> bool:
    """Everything inside blocks, convolutions too."""
    return "blocks" in name or "mid_block" in name or _attention(name, weight)


def _sgm(name: str, weight: Weight) -> bool:
    """What diffusers translates of kohya's adapters for SDXL."""
    return _attention(name, weight) or "proj_" in name or ".resnets." in name


def _flux(name: str, weight: Weight) -> bool:
    """What diffusers translates of kohya's adapters for a Flux of any width."""
    return _blocks(name, weight) and "linear1" not in name and "SelfAttention" not in name


def _transformer(name: str, weight: Weight) -> bool:
    """With T5, and what comes after the blocks."""
    return _blocks(name, weight) or "SelfAttention" in name or "final_layer" in name


def _linear(weight: Weight) -> bool:
    return weight.parts[0].ndim == 2


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
    "peft_flux": ("flux_dev", "lora", _blocks, "peft"),
    "kohya_flux": ("flux_dev", "lora", _flux, "kohya"),
    "kohya_flux_dora": ("flux_dev", "dora", _transformer, "kohya"),
    "peft_3": ("stable_diffusion_3", "lora", _blocks, "peft"),
    "kohya_3": ("stable_diffusion_3", "lora", _transformer, "kohya"),
}

# What is loaded together, with the scale of each.
CASES: tuple[dict[str, float], ...] = (
    *({name: 0.8} for name in ADAPTERS), {"kohya_lora": 1.0}, {"kohya_lora": 0.7, "peft_lora": -0.4, "diffusers_lora": 0.3},
    {"kohya_dora": 0.6, "peft_lora": 0.5}, {"loha": 0.3, "lokr": -0.2}, {"kohya_flux_dora": 0.5, "peft_flux": 0.4},
)
# diffusers 0.42 drops kohya's `dora_scale`, initialises PEFT's magnitudes of text encoders anew, and has no LoHa, LoKr and core of LoCon;
# with transformers 5 it also initialises the text encoder's adapter anew when a second one is loaded. There the papers' formulas hold,
# which must agree with diffusers where it does. It knows no adapters of kohya for Stable Diffusion 3.
_BY_FORMULA = {"dora", "locon_core", "loha", "lokr", "kohya_3"}
_AGREEMENT = 1e-4
TEXT = {"prompt": "a photo of a red cat", "num_inference_steps": 2, "guidance_scale": 3.0, "height": 64, "width": 64}
RUNS = {"stable_diffusion": Case("lora", "StableDiffusionPipeline", TEXT),
         "stable_diffusion_xl": Case("lora", "StableDiffusionXLPipeline", TEXT), "flux_dev": Case("lora", "FluxPipeline", TEXT),
         "stable_diffusion_3": Case("lora", "StableDiffusion3Pipeline", TEXT)}


def write(out: Path) -> None:
    folder = out / "lora"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    models = {name: importlib.import_module(f".tiny.{name}", __package__).pipeline() for name in RUNS}
    weights = {model: weights_of(pipeline, out / f"checkpoints/templates/{model}.transformer.zip") for model, pipeline in models.items()}
    layers = {name: layers_of(weights[ADAPTERS[name][0]], name) for name in ADAPTERS}
    for name, adapted in layers.items():
        save_file(_named(models[ADAPTERS[name][0]], name, adapted), folder / f"{name}.safetensors")
    latents, described = {}, []
    for number, case in enumerate(CASES):
        model = ADAPTERS[next(iter(case))][0]
        latents[str(number)] = latents_of(RUNS[model], models[model], weights[model], case, layers, folder)
        described.append({"model": model, "adapters": case})
    latents |= {model: _draw(run, models[model]) for model, run in RUNS.items()}
    save_file(latents, folder / "latents.safetensors")
    (folder / "cases.json").write_text(json.dumps({"run": RUNS["stable_diffusion"].describe(), "cases": described}, indent=1) + "\n")


def weights_of(pipeline, template: Path | None = None) -> dict[tuple[str, str], Weight]:
    """By component and layer; those of a transformer in both its namings."""
    known = ("unet", "transformer", "text_encoder", "text_encoder_2", "text_encoder_3")
    components = [name for name in known if getattr(pipeline, name, None) is not None]
    found = {(component, layer): weight for component in components for layer, weight in modules(pipeline, component).items()}
    if template is not None and "transformer" in components:
        found |= {(naming.ORIGINAL, layer): weight for layer, weight in originals(pipeline, template).items()}
    return found


def layers_of(weights: dict[tuple[str, str], Weight], name: str) -> naming.Layers:
    _, kind, chosen, names = ADAPTERS[name]
    left_out = "transformer" if names == "kohya" else naming.ORIGINAL
    found = {key: weight for key, weight in weights.items() if key[0] != left_out and chosen(key[1], weight)}
    return {key: kinds.KINDS[kind](weight.value(), 100 * i + len(name)) for i, (key, weight) in enumerate(found.items())}


def _named(pipeline, name: str, layers: naming.Layers) -> dict[str, torch.Tensor]:
    model, *_, names = ADAPTERS[name]
    if names == "peft":
        named = naming.peft(layers)
    elif names == "diffusers":
        named = naming.diffusers(layers)
    else:
        original = (lambda layer: original_checkpoint.unet_key(f"{layer}.", pipeline.unet.config).removesuffix("."))
        named = naming.kohya(layers, ALPHA, model, original if model == "stable_diffusion_xl" else None)
    return {key: tensor.contiguous() for key, tensor in named.items()}


def latents_of(run: Case, model, weights, case: dict[str, float], layers: dict[str, naming.Layers], folder: Path) -> torch.Tensor:
    """With the adapter loaded by diffusers and peft, or with those merged by formula that diffusers does not load right."""
    latents = merged(run, model, weights, case, layers)
    if len(case) > 1 or not _BY_FORMULA.isdisjoint({next(iter(case)), ADAPTERS[next(iter(case))][1]}):
        return latents
    (name, strength), loaded = next(iter(case.items())), copy.deepcopy(model)
    vars(loaded.text_encoder).pop("text_model", None)  # where it is, diffusers looks for the layers by the names of transformers 4
    loaded.load_lora_weights(folder, weight_name=f"{name}.safetensors", adapter_name=name)
    loaded.set_adapters([name], [strength])
    by_diffusers = _draw(run, loaded)
    difference = ((by_diffusers - latents).abs().max() / by_diffusers.abs().max()).item()
    if difference > _AGREEMENT:
        raise RuntimeError(f"{name}: diffusers and the formula differ by {difference:.1e}")
    return by_diffusers


def merged(run: Case, model, weights: dict[tuple[str, str], Weight], case: dict[str, float],
           layers: dict[str, naming.Layers]) -> torch.Tensor:
    """Each change is one of the weight that the model was published with, as peft has it."""
    changes = {}
    for name, strength in case.items():
        alpha = ALPHA if ADAPTERS[name][3] == "kohya" else float(kinds.RANK)
        for key, tensors in layers[name].items():
            for part, change in weights[key].split(kinds.change(tensors, weights[key].value(), alpha, strength)):
                changes.setdefault(part, []).append(change)
    published = {part: part.detach().clone() for part in changes}
    for part, of_part in changes.items():
        part.data.copy_(published[part].double() + sum(of_part))
    latents = _draw(run, model)
    for part, weight in published.items():
        part.data.copy_(weight)
    return latents


def _draw(run: Case, model) -> torch.Tensor:
    """Those of Flux are packed."""
    latents = run.run(model)["latents"]
    packed = latents.ndim == 3
    return model._unpack_latents(latents, TEXT["height"], TEXT["width"], model.vae_scale_factor) if packed else latents
