"""Low-rank adapters through peft: added, saved as diffusers loads them, merged into the weights."""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from ...errors import ExportError, first_line
from ..random_streams import Purpose, seed_of

_FILE = "pytorch_lora_weights.safetensors"


def add(model: nn.Module, options, targets_key: str, seed: int, name: str) -> None:
    """Freezes the model's own weights. `targets_key`: the key of [lora] with the names of the layers."""
    try:
        from peft import LoraConfig
    except ImportError as error:
        raise ExportError("peft is not installed, which LoRA needs: pip install 'latent-diffusion-export[train]'") from error

    targets = list(getattr(options, targets_key))
    torch.manual_seed(seed_of(seed, Purpose.WEIGHTS, len(name)))
    model.requires_grad_(False)
    try:
        model.add_adapter(LoraConfig(r=options.rank, lora_alpha=options.alpha, lora_dropout=options.dropout, target_modules=targets,
                                     init_lora_weights="gaussian"))
    except ValueError as error:
        raise ExportError(f"lora.{targets_key} {targets} do not fit the {name}: {error}") from error
    if options.start:
        _go_on(model, Path(options.start), name)


def save(pipeline, models: dict[str, nn.Module], folder: Path, dtype: torch.dtype) -> None:
    """A file by diffusers' name, `_FILE`, its matrices as `dtype`. alpha / rank is multiplied into them, so that no reader needs to know
    it."""
    from peft.utils import get_peft_model_state_dict

    layers = {}
    for name, model in models.items():
        config = model.peft_config["default"]
        state = get_peft_model_state_dict(model)  # peft's names for all layers: of mixed ones diffusers leaves out those of its own
        factor = config.lora_alpha / config.r
        layers[f"{name}_lora_layers"] = {key: (value * factor if ".lora_B." in key else value).to(dtype).contiguous()
                                         for key, value in state.items()}
    pipeline.save_lora_weights(folder, **layers)


def _go_on(model: nn.Module, start: Path, name: str) -> None:
    """Takes the matrices that `save` wrote for the component of that name, with alpha / rank divided out again."""
    from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict

    file = start / _FILE if start.is_dir() else start
    try:
        stored = {key.removeprefix(f"{name}."): value.float() for key, value in load_file(file).items() if key.startswith(f"{name}.")}
    except (OSError, SafetensorError) as error:
        raise ExportError(f"lora.start: {file} cannot be read: {first_line(error)}") from error
    own = get_peft_model_state_dict(model)
    shapes, expected = ({key: value.shape for key, value in state.items()} for state in (stored, own))
    if odd := sorted(key for key in shapes.keys() | expected.keys() if shapes.get(key) != expected.get(key)):
        raise ExportError(f"lora.start: {file} is of other layers or another rank than this run: {name}.{odd[0]} and {len(odd) - 1} more "
                          "differ")
    config = model.peft_config["default"]
    factor = config.lora_alpha / config.r or 1  # with alpha 0 no adapter has an effect
    set_peft_model_state_dict(model, {key: value / factor if ".lora_B." in key else value for key, value in stored.items()})


def merge(model: nn.Module) -> None:
    """Adds the matrices' products to the weights and leaves an ordinary model."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    for name, module in list(model.named_modules()):
        if isinstance(module, BaseTunerLayer):
            module.merge()
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, module.get_base_layer())
    del model.peft_config
    model._hf_peft_config_loaded = False
