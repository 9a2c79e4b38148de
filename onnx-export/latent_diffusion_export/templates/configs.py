"""Which values of a configuration decide what the graph is."""

import inspect
import json
from typing import Any

from torch import nn
from transformers import PreTrainedConfig

# Of diffusers' classes every argument counts but those: sizes that only training or the pipeline reads, scalings that the pipeline
# applies, and what acts in training or in other precisions than float32 only.
_WITHOUT_EFFECT = {"sample_size", "scaling_factor", "shift_factor", "latents_mean", "latents_std", "latent_magnitude", "latent_shift",
                   "force_upcast", "dropout", "upcast_attention", "upcast_softmax"}
_SIZED = ("PixArtTransformer2DModel", "SanaTransformer2DModel")  # which compute the places of patches from the size, too

# Of transformers' classes, which take any key, only those count.
_CLIP = ("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "max_position_embeddings",
         "hidden_act", "layer_norm_eps", "eos_token_id")
_CLIP_VISION = ("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "image_size", "patch_size", "hidden_act",
                "layer_norm_eps")
_WITH_EFFECT = {
    "CLIPTextModel": _CLIP,
    "CLIPTextModelWithProjection": (*_CLIP, "projection_dim"),
    "T5EncoderModel": ("vocab_size", "d_model", "d_kv", "d_ff", "num_layers", "num_heads", "relative_attention_num_buckets",
                       "relative_attention_max_distance", "layer_norm_epsilon", "feed_forward_proj"),
    "StableDiffusionSafetyChecker": (*_CLIP_VISION, "projection_dim"),
}


# What transformers' classes write of any model, and none computes with.
_OF_ANY = {*PreTrainedConfig().to_dict(), "torch_dtype"}
_RENAMED = ("rope_theta", "rope_scaling")  # which files say and the installed classes read, but write no more


def graph_config(module: nn.Module, stated: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the module's configuration, and the class's defaults for the same keys. `stated` is its `config.json`."""
    names = _WITH_EFFECT.get(type(module).__name__)
    if "vision_config" in getattr(module.config, "sub_configs", {}):  # the values of the vision tower, and the projection beside it
        config, defaults = ({**whole.vision_config.to_dict(), "projection_dim": whole.projection_dim}
                            for whole in (module.config, type(module.config)()))
    elif names is not None:
        config, defaults = module.config.to_dict(), type(module.config)().to_dict()
    elif hasattr(type(module), "from_config") and hasattr(module, "register_to_config"):
        parameters = inspect.signature(type(module).__init__).parameters
        without = _WITHOUT_EFFECT - ({"sample_size"} if type(module).__name__ in _SIZED else set())
        names = [name for name in parameters if name != "self" and name not in without]
        config, defaults = module.config, {name: parameters[name].default for name in names}
    else:  # a class whose configuration is not sorted out: all of it, in the words of the file, which are not always the installed class's
        defaults = type(module.config)().to_dict()
        config = dict.fromkeys(_RENAMED) | defaults | stated
        names = [name for name in config if name not in _OF_ANY and not name.startswith("_")]
    return _plain({name: config[name] for name in names}), _plain({name: defaults.get(name) for name in names})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Tuples as lists, as in JSON."""
    return json.loads(json.dumps(values))
