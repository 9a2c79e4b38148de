"""How the tools that train adapters name their tensors."""

import torch

Layers = dict[tuple[str, str], dict[str, torch.Tensor]]
"""(component, name of the layer in diffusers) -> role -> tensor."""

ORIGINAL = "original"
"""Stands for the component of a transformer whose layers have the names of the original code."""

_KOHYA_XL = {"unet": "lora_unet_", "text_encoder": "lora_te1_", "text_encoder_2": "lora_te2_"}
_KOHYA = {
    "stable_diffusion": {"unet": "lora_unet_", "text_encoder": "lora_te_"},
    "stable_diffusion_xl": _KOHYA_XL,
    "stable_diffusion_3": _KOHYA_XL | {ORIGINAL: "lora_unet_", "text_encoder_3": "lora_te3_"},
    "flux_dev": {ORIGINAL: "lora_unet_", "text_encoder": "lora_te1_", "text_encoder_2": "lora_te3_"},
}
"""As networks/lora.py, lora_sd3.py and lora_flux.py of https://github.com/kohya-ss/sd-scripts have them; T5 is te3 everywhere."""

_PEFT = {"lora_up": "lora_B.weight", "lora_down": "lora_A.weight", "dora_scale": "lora_magnitude_vector"}
_OLD_TEXT = {"q_proj": "to_q", "k_proj": "to_k", "v_proj": "to_v", "out_proj": "to_out"}


def kohya(layers: Layers, alpha: float, model: str, rename=None) -> dict[str, torch.Tensor]:
    """kohya-ss and LyCORIS: dots become underscores; `alpha` beside the tensors. SDXL's U-Net and transformers have the names of the
    original code."""
    prefixes, result = _KOHYA[model], {}
    for (component, layer), tensors in layers.items():
        name = rename(layer) if rename is not None and component == "unet" else layer
        stem = prefixes[component] + name.replace(".", "_")
        for role, tensor in tensors.items():
            result[f"{stem}.{role}" + (".weight" if role.startswith("lora_") else "")] = tensor
        result[f"{stem}.alpha"] = torch.tensor(alpha)
    return result


def peft(layers: Layers) -> dict[str, torch.Tensor]:
    """diffusers since 0.26, as `save_lora_weights` writes it; without alpha, which then is the rank."""
    return {f"{component}.{layer}.{_PEFT[role]}": tensor for (component, layer), tensors in layers.items()
            for role, tensor in tensors.items()}


def diffusers(layers: Layers) -> dict[str, torch.Tensor]:
    """diffusers before: adapters belong to attention processors, and the text encoder's have the names of the U-Net's."""
    result = {}
    for (component, layer), tensors in layers.items():
        parent, _, name = layer.rpartition(".")
        if component == "unet":
            parent, name = (parent.removesuffix(".to_out"), "to_out") if layer.endswith(".to_out.0") else (parent, name)
            stem = f"{parent}.processor.{name}_lora"
        elif name in _OLD_TEXT:
            stem = f"{parent}.{_OLD_TEXT[name]}_lora"
        else:
            stem = f"{layer}.lora_linear_layer"
        for role, tensor in tensors.items():
            result[f"{component}.{stem}.{role.removeprefix('lora_')}.weight"] = tensor
    return result
