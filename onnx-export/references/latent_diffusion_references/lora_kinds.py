"""`lora_kinds/*`: what PEFT writes for every kind of adapter that changes weights, with the latents of the tiny Stable Diffusion that PEFT
itself changes; and the kinds of LyCORIS that `lora` lacks, and DoRA as stable-diffusion-webui applies it, by their formulas."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from .adapters import kinds, lycoris_kinds, peft_kinds
from .lora import ALPHA, TEXT
from .tiny import stable_diffusion
from .tiny.case import Case

_RUN = Case("lora_kinds", "StableDiffusionPipeline", TEXT)
_LAYERS = ("attn2.to_q", "attn2.to_v", "ff.net.2", "conv_in", "conv_shortcut")
_NORMS = ("norm1", "norm2", "conv_norm_out")
_STRENGTHS = (1.0, 0.6)
_DORA = "lora/kohya_dora.safetensors"


def write(out: Path) -> None:
    folder = out / "lora_kinds"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    latents, cases = {}, []

    def add(file: str, strength: float, pipeline, is_tag: bool = False) -> None:
        cases.append({"file": file, "strength": strength, "is_tag": is_tag})
        latents[str(len(latents))] = _RUN.run(pipeline)["latents"]

    for name, config in peft_kinds.configs().items():
        pipeline = stable_diffusion.pipeline()
        peft_kinds.save(name, config, pipeline.unet, folder / name)
        add(f"lora_kinds/{name}/adapter_model.safetensors", 1.0, pipeline)
    for kind in lycoris_kinds.KINDS:
        save_file(_lycoris(stable_diffusion.pipeline().unet, kind, None), folder / f"{kind}.safetensors")
        for strength in _STRENGTHS:
            pipeline = stable_diffusion.pipeline()
            _lycoris(pipeline.unet, kind, strength)
            add(f"lora_kinds/{kind}.safetensors", strength, pipeline)
    for strength in (1.0, 0.5, -0.5):
        pipeline = stable_diffusion.pipeline()
        _webui_dora(pipeline, load_file(out / _DORA), strength)
        add(_DORA, strength, pipeline, is_tag=True)
    save_file(latents, folder / "latents.safetensors")
    (folder / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")


def _lycoris(unet, kind: str, strength: float | None) -> dict[str, torch.Tensor]:
    """The tensors of all layers; changes the U-Net where a strength is given."""
    names, tensors = _NORMS if kind == "norm" else _LAYERS, {}
    for seed, (name, layer) in enumerate(unet.named_modules()):
        if name.endswith(names) and hasattr(layer, "weight"):
            own = lycoris_kinds.KINDS[kind](layer.weight, layer.bias, seed)
            tensors |= {f"lora_unet_{name.replace('.', '_')}.{role}": tensor.contiguous() for role, tensor in own.items()}
            if strength is not None:
                weight, bias = lycoris_kinds.changed(kind, own, layer.weight.data, layer.bias, strength)
                layer.weight.data = weight.float()
                if bias is not None:
                    layer.bias.data = bias.float()
    return tensors


def _webui_dora(pipeline, tensors: dict[str, torch.Tensor], strength: float) -> None:
    """extensions-builtin/Lora/network.py of stable-diffusion-webui, apply_weight_decompose and finalize_updown:
    `W + s (m (W + d) / |W + d| - W)`."""
    prefixes = {"unet": "lora_unet_", "text_encoder": "lora_te_"}
    for component, prefix in prefixes.items():
        for name, layer in getattr(pipeline, component).named_modules():
            stem = prefix + ("" if component == "unet" or name.startswith("text_model") else "text_model_") + name.replace(".", "_")
            if f"{stem}.alpha" in tensors:
                roles = {"lora_up": "lora_up.weight", "lora_down": "lora_down.weight", "dora_scale": "dora_scale"}
                own = {role: tensors[f"{stem}.{ending}"] for role, ending in roles.items()}
                layer.weight.data = (layer.weight.double() + strength * kinds.change(own, layer.weight, ALPHA, 1.0)).float()
