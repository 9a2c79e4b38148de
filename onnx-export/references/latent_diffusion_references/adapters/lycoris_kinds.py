"""What LyCORIS has beside LoRA, LoHa and LoKr: the tensors of a layer in its names, and the changed weight and bias by its formulas
(https://github.com/KohakuBlueleaf/LyCORIS/tree/main/lycoris/modules; of GLoRA, arXiv 2306.07967)."""

import torch

RANK = 2


def _random(*shape: int, seed: int, size: float = 0.3) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * size


def full(weight, bias, seed):
    tensors = {"diff": _random(*weight.shape, seed=seed)}
    return tensors if bias is None else tensors | {"diff_b": _random(len(bias), seed=seed + 1)}


def norm(weight, bias, seed):
    return {"w_norm": _random(len(weight), seed=seed), "b_norm": _random(len(bias), seed=seed + 1)}


def glora(weight, bias, seed):
    out, inner = weight.shape[:2]
    kernel = weight.shape[2:]
    ones = [1] * len(kernel)
    return {"a1.weight": _random(inner, RANK, *ones, seed=seed), "a2.weight": _random(RANK, inner, *ones, seed=seed + 1),
            "b1.weight": _random(out, RANK, *ones, seed=seed + 2), "b2.weight": _random(RANK, inner, *kernel, seed=seed + 3),
            "alpha": torch.tensor(1.5)}


def glora_early(weight, bias, seed):
    t = glora(weight, bias, seed)
    return t | {"a1.weight": t["a2.weight"], "a2.weight": t["a1.weight"], "b1.weight": t["b2.weight"], "b2.weight": t["b1.weight"]}


def ia3(weight, bias, seed):
    on_input = seed % 2 == 0
    return {"weight": _random(1 if on_input else len(weight), weight.shape[1] if on_input else 1, seed=seed),
            "on_input": torch.tensor(on_input)}


def oft(weight, bias, seed):
    return {"oft_blocks": _random(len(weight) // 4, 4, 4, seed=seed), "alpha": torch.tensor(0.1 if seed % 2 else 0.0)}


def oft_rescaled(weight, bias, seed):
    return oft(weight, bias, seed) | {"rescale": 1 + _random(len(weight), *[1] * (weight.ndim - 1), seed=seed + 1)}


def boft(weight, bias, seed):
    factors = 1
    while len(weight) % (4 << factors) == 0:
        factors += 1
    return {"oft_blocks": _random(factors, len(weight) // 4, 4, 4, seed=seed), "alpha": torch.tensor(0.0)}


KINDS = {"full": full, "norm": norm, "glora": glora, "glora_early": glora_early, "ia3": ia3, "oft": oft, "oft_rescaled": oft_rescaled,
         "boft": boft}


def changed(kind: str, t: dict[str, torch.Tensor], weight: torch.Tensor, bias: torch.Tensor | None, strength: float):
    """The weight and the bias, in float64. Rotations and factors of rows lie between nothing and the whole for a strength below 1."""
    t = {role: tensor.double() for role, tensor in t.items()}
    weight = weight.double()
    if kind in ("full", "norm"):
        suffix = "diff", "diff_b"
        if kind == "norm":
            suffix = "w_norm", "b_norm"
        new_bias = None if bias is None else bias.double() + strength * t[suffix[1]]
        return weight + strength * t[suffix[0]], new_bias
    if kind.startswith("glora"):
        a1, a2, b1, b2 = (t[f"{role}.weight"].flatten(1) for role in ("a1", "a2", "b1", "b2"))
        if kind == "glora_early":
            a1, a2, b1, b2 = a2, a1, b2, b1
        product = torch.einsum("oi...,ij->oj...", weight, a1 @ a2)
        return weight + strength * t["alpha"] / RANK * (product + (b1 @ b2).reshape(weight.shape)), bias
    if kind == "ia3":
        factors = t["weight"].reshape(*t["weight"].shape, *[1] * (weight.ndim - 2))
        return weight + strength * factors * weight, bias
    rotated = _rotated(t["oft_blocks"], t["alpha"] * len(weight), weight, strength)
    if "rescale" in t:
        rotated = rotated * (1 + strength * (t["rescale"] - 1))
    return rotated, bias


def _rotated(blocks: torch.Tensor, constraint: torch.Tensor, weight: torch.Tensor, strength: float) -> torch.Tensor:
    """get_r and make_weight of modules/diag_oft.py and modules/boft.py."""
    size = blocks.shape[-1]
    one = torch.eye(size, dtype=torch.float64)
    q = blocks - blocks.transpose(-1, -2)
    q_norm = torch.norm(q) + 1e-8
    if constraint > 0 and q_norm > constraint:
        q = q * constraint / q_norm
    r = (one + q) @ torch.linalg.inv(one - q)
    r = r * strength + (1 - strength) * one
    if blocks.ndim == 3:
        return torch.einsum("knm,kn...->km...", r, weight.unflatten(0, (-1, size))).flatten(0, 1)
    value = weight
    for i in range(len(blocks)):
        k = 2**i * size // 2
        value = value.unflatten(0, (-1, 2, k)).transpose(1, 2).flatten(0, 2).unflatten(0, (-1, size))
        value = torch.einsum("bij,bj...->bi...", r[i], value)
        value = value.flatten(0, 1).unflatten(0, (-1, k, 2)).transpose(1, 2).flatten(0, 2)
    return value
