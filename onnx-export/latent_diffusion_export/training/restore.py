"""`train restore`: the diffusers folder of an exported model, to go on with its training. Graphs keep PyTorch's names of their weights."""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from ..errors import ExportError, first_line
from ..folders import require_new, written_whole
from ..source import read_json

_AUTOENCODERS = ("AutoencoderKL", "PixelShuffleAutoencoder")


def restore(exported: Path, out: Path) -> None:
    """Of an ONNX folder that `train denoiser` or `export` wrote of a StableDiffusionPipeline; weights in half precision become float32."""
    import diffusers
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    from .tasks.pixel_shuffle import PixelShuffleAutoencoder

    out = out.absolute()
    require_new(out)
    name = read_json(exported / "model_index.json").get("_class_name")
    if name != "StableDiffusionPipeline":
        raise ExportError(f"{exported} is a {name}; only a StableDiffusionPipeline is restored")
    kind = read_json(exported / "vae_decoder" / "config.json").get("_class_name")
    if kind not in _AUTOENCODERS:
        raise ExportError(f"{exported / 'vae_decoder'} is a {kind}; it must be one of {', '.join(_AUTOENCODERS)}")
    autoencoders = {"AutoencoderKL": diffusers.AutoencoderKL, "PixelShuffleAutoencoder": PixelShuffleAutoencoder}
    unet = diffusers.UNet2DConditionModel.from_config(_config(exported / "unet"))
    vae = autoencoders[kind].from_config(_config(exported / "vae_decoder"))
    text_encoder = CLIPTextModel(CLIPTextConfig.from_pretrained(exported / "text_encoder"))
    _fill(unet, exported, "unet")
    _fill(text_encoder, exported, "text_encoder")
    _fill(vae, exported, "vae_encoder", "vae_decoder")
    pipeline = diffusers.StableDiffusionPipeline(
        vae=vae, unet=unet, text_encoder=text_encoder, tokenizer=CLIPTokenizer.from_pretrained(exported / "tokenizer"),
        scheduler=diffusers.DDIMScheduler.from_pretrained(exported / "scheduler"), safety_checker=None, feature_extractor=None,
        requires_safety_checker=False)
    with written_whole(out) as partial:
        pipeline.save_pretrained(partial)


def _config(folder: Path) -> dict:
    return {key: value for key, value in read_json(folder / "config.json").items() if not key.startswith("_")}


def _fill(model: nn.Module, exported: Path, *components: str) -> None:
    """All weights of the model, from the graphs; one that is missing, or of another shape, is named."""
    found, state = {}, model.state_dict()
    for component in components:
        found |= _weights(exported / component)
    for name, value in state.items():
        weight = found.get(name, found.get(f"text_model.{name}"))
        if weight is None or weight.shape != value.shape:
            what = "lacks" if weight is None else f"has {list(weight.shape)} in place of {list(value.shape)} for"
            raise ExportError(f"{exported / components[0]} {what} {name}; was it exported by another version, or changed?")
        state[name] = weight
    model.load_state_dict(state)


def _weights(component: Path) -> dict[str, torch.Tensor]:
    import onnx
    from google.protobuf.message import DecodeError

    file = component / "model.onnx"
    try:
        graph = onnx.load(file).graph  # with the files of large weights beside it
    except (OSError, DecodeError, onnx.checker.ValidationError) as error:
        raise ExportError(f"{file} cannot be read: {first_line(error)}") from error
    kinds = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16)
    return {_name(one.name, component): torch.from_numpy(onnx.numpy_helper.to_array(one).astype(np.float32))
            for one in graph.initializer if one.data_type in kinds}


def _name(name: str, component: Path) -> str:
    """The default model's autoencoder is older than this package and has other names in its graphs."""
    if not name.startswith("net."):
        return name
    return name.replace("net", component.name.removeprefix("vae_"), 1).replace(".n", ".norm").replace(".c", ".conv")
