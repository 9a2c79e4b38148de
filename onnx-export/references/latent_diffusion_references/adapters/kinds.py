"""The tensors of one adapted layer by their role, for each kind of adapter, and the change of the weight where diffusers has none."""

import torch

RANK = 3


def _random(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * 0.3


def lora(weight: torch.Tensor, seed: int) -> dict[str, torch.Tensor]:
    """arXiv 2106.09685: W + s B A. Of a convolution, A is one too and B is 1x1 (LoCon)."""
    out, *inner = weight.shape
    ones = [1] * (weight.ndim - 2)
    return {"lora_up": _random(out, RANK, *ones, seed=seed), "lora_down": _random(RANK, *inner, seed=seed + 1)}


def dora(weight: torch.Tensor, seed: int) -> dict[str, torch.Tensor]:
    """arXiv 2402.09353: the rows of W + s B A are given lengths of their own."""
    lengths = weight.flatten(1).norm(dim=1) * (1 + 0.2 * _random(len(weight), seed=seed + 2))
    return lora(weight, seed) | {"dora_scale": lengths}


def locon_core(weight: torch.Tensor, seed: int) -> dict[str, torch.Tensor]:
    """LyCORIS (arXiv 2309.14859): a convolution as 1x1, k x k and 1x1."""
    if weight.ndim == 2 or weight.shape[-1] == 1:
        return lora(weight, seed)
    out, inner, *kernel = weight.shape
    return {"lora_up": _random(out, RANK, 1, 1, seed=seed), "lora_down": _random(RANK, inner, 1, 1, seed=seed + 1),
            "lora_mid": _random(RANK, RANK, *kernel, seed=seed + 2)}


def loha(weight: torch.Tensor, seed: int) -> dict[str, torch.Tensor]:
    """FedPara (arXiv 2108.06098): the product, element by element, of two low-rank matrices; in Tucker form for convolutions."""
    out, inner, *kernel = weight.shape
    tensors = {}
    for i in (1, 2):
        core = len(kernel) > 0 and kernel[0] > 1
        tensors[f"hada_w{i}_a"] = _random(*((RANK, out) if core else (out, RANK)), seed=seed + 3 * i)
        tensors[f"hada_w{i}_b"] = _random(RANK, inner, seed=seed + 3 * i + 1)
        if core:
            tensors[f"hada_t{i}"] = _random(RANK, RANK, *kernel, seed=seed + 3 * i + 2)
    return tensors


def lokr(weight: torch.Tensor, seed: int) -> dict[str, torch.Tensor]:
    """Kronecker product (LyCORIS): the first factor whole, the second of low rank, or also whole for vectors of few rows."""
    out, inner, *kernel = weight.shape
    if kernel and kernel[0] > 1:
        second = {"lokr_w2_a": _random(RANK, out // 2, seed=seed + 1), "lokr_w2_b": _random(RANK, inner // 2, seed=seed + 2),
                  "lokr_t2": _random(RANK, RANK, *kernel, seed=seed + 3)}
    elif seed % 3 == 0:
        second = {"lokr_w2": _random(out // 2, inner // 2, *kernel, seed=seed + 1)}
    else:
        second = {"lokr_w2_a": _random(out // 2, RANK, seed=seed + 1), "lokr_w2_b": _random(RANK, inner // 2, seed=seed + 2)}
    if seed % 2 == 0:
        return {"lokr_w1": _random(2, 2, seed=seed)} | second
    return {"lokr_w1_a": _random(2, RANK, seed=seed), "lokr_w1_b": _random(RANK, 2, seed=seed + 4)} | second


def change(tensors: dict[str, torch.Tensor], weight: torch.Tensor, alpha: float, strength: float) -> torch.Tensor:
    """What is added to a weight, by the formulas of the papers, in float64."""
    t, weight = {role: tensor.double() for role, tensor in tensors.items()}, weight.double()
    scale = strength * alpha / RANK
    if "lora_mid" in t:
        delta = torch.einsum("oa,abhw,bi->oihw", t["lora_up"][:, :, 0, 0], t["lora_mid"], t["lora_down"][:, :, 0, 0])
    elif "lora_up" in t:
        delta = t["lora_up"].flatten(1) @ t["lora_down"].flatten(1)
    elif "hada_w1_a" in t:
        delta = _low_rank(t, "hada_w1", "hada_t1") * _low_rank(t, "hada_w2", "hada_t2")
    else:
        first, second = _low_rank(t, "lokr_w1", ""), _low_rank(t, "lokr_w2", "lokr_t2")
        if "lokr_w1" in t and "lokr_w2" in t:
            scale = strength  # LyCORIS: nothing is of low rank, so that there is nothing to scale by
        delta = torch.kron(first.reshape(*first.shape, *[1] * (second.ndim - 2)), second.contiguous())
    delta = scale * delta.reshape(weight.shape)
    if "dora_scale" in t:
        rows = [-1] + [1] * (weight.ndim - 1)
        changed = weight + delta
        delta = changed * (t["dora_scale"] / changed.flatten(1).norm(dim=1)).reshape(rows) - weight
    return delta


def _low_rank(t: dict[str, torch.Tensor], name: str, core: str) -> torch.Tensor:
    if name in t:
        return t[name]
    if core in t:
        return torch.einsum("ijhw,ip,jr->prhw", t[core], t[f"{name}_a"], t[f"{name}_b"])
    return t[f"{name}_a"] @ t[f"{name}_b"]


KINDS = {"lora": lora, "dora": dora, "locon_core": locon_core, "loha": loha, "lokr": lokr}
