"""Adapters that PEFT itself makes, of every kind of it that changes weights: how each is configured, and its files."""

from pathlib import Path
from types import SimpleNamespace

import torch

# Linear layers with and without bias, and convolutions.
_LINEAR = ["to_q", "to_v", "ff.net.2"]
_ALL = [*_LINEAR, "conv1", "proj_in"]


def configs() -> dict[str, object]:
    from peft import BOFTConfig, GloraConfig, IA3Config, LoHaConfig, LoKrConfig, LoraConfig, OFTConfig

    return {
        "peft_lora": LoraConfig(
            r=3, lora_alpha=6, target_modules=_ALL, rank_pattern={"to_q": 2}, alpha_pattern={"attn1.to_v": 1, "conv1": 5}),
        "peft_rslora": LoraConfig(r=3, lora_alpha=5, target_modules=_LINEAR, use_rslora=True),
        "peft_lora_bias": LoraConfig(r=2, lora_alpha=3, target_modules=["ff.net.2", "conv1"], lora_bias=True, use_rslora=True),
        "peft_loha": LoHaConfig(r=2, alpha=3, target_modules=[*_LINEAR, "conv_in"], use_effective_conv2d=True),
        "peft_lokr": LoKrConfig(r=2, alpha=3, target_modules=[*_LINEAR, "conv_in"], use_effective_conv2d=True),
        "peft_lokr_both": LoKrConfig(r=1, alpha=3, target_modules=_ALL, decompose_both=True, rank_pattern={"to_q": 2}),
        "peft_oft": OFTConfig(oft_block_size=4, target_modules=_LINEAR),
        "peft_oft_exact": OFTConfig(oft_block_size=8, target_modules=[*_LINEAR, "proj_in"], use_cayley_neumann=False),
        "peft_oft_terms": OFTConfig(oft_block_size=4, target_modules=_LINEAR, num_cayley_neumann_terms=2),
        "peft_oft_shared": OFTConfig(
            oft_block_size=4, target_modules=_LINEAR, block_share=True, coft=True, eps=0.05, use_cayley_neumann=False),
        "peft_boft": BOFTConfig(boft_block_size=4, target_modules=[*_LINEAR, "conv_in"]),
        "peft_boft_factors": BOFTConfig(boft_block_size=4, boft_n_butterfly_factor=2, target_modules=["attn2.to_v", "ff.net.2"]),
        "peft_ia3": IA3Config(target_modules=_ALL, feedforward_modules=["ff.net.2", "conv1"]),
        "peft_glora": GloraConfig(r=2, target_modules=_LINEAR, config_C="lora", config_D_E="vector"),
        "peft_glora_vector": GloraConfig(target_modules=_LINEAR, config_A_B="vector", config_C="vector", config_D_E="constant"),
        "peft_glora_bias": GloraConfig(target_modules=["ff.net.2"], config_A_B="none", config_C="none", config_D_E="vector"),
    }


def save(name: str, config, unet, folder: Path) -> None:
    """Wraps a U-Net in an adapter with random values, and writes the files that PEFT writes."""
    from peft import get_peft_model
    from peft.tuners.boft import layer as boft

    # PEFT computes several factors of BOFT with an extension in CUDA only, which puts blocks on the diagonal.
    boft.get_fbd_cuda = lambda: True
    boft.FastBlockDiag = SimpleNamespace(apply=lambda blocks: torch.stack([torch.block_diag(*factor) for factor in blocks]))
    torch.manual_seed(len(name))
    model = get_peft_model(unet, config)
    for seed, (key, parameter) in enumerate(model.named_parameters()):
        if parameter.requires_grad:
            near = 1.0 if "ia3" in key or "boft_s" in key else 0.0
            parameter.data = near + torch.randn(parameter.shape, generator=torch.Generator().manual_seed(seed)) * 0.3
    model.save_pretrained(folder)
    (folder / "README.md").unlink()
