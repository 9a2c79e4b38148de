"""`checkpoints/*`: tiny models as they are downloaded - diffusers folders and single files of `.safetensors` - and their templates.
Where `tiny/<name>` has the same model in ONNX, its cases hold for the checkpoint too. Of some models the small files alone are kept beside
the single file."""

import importlib
import json
import shutil
import tempfile
from pathlib import Path

import torch
from diffusers.loaders.single_file_utils import create_diffusers_clip_model_from_ldm
from safetensors.torch import load_file, save_file

from latent_diffusion_export.templates import build
from . import original_checkpoint
from .tiny_models import write_cases

FAMILIES = ("stable_diffusion", "stable_diffusion_2", "stable_diffusion_xl")
_FOLDERS_ONLY = ("flux_dev", "stable_diffusion_3", "sana", "latent_diffusion", "latent_diffusion_unconditional", "controlnet")
_FILES_ONLY = ("stable_diffusion_inpainting", "stable_diffusion_xl_inpainting", "stable_diffusion_xl_refiner")
_WITH_KNOWN_PARTS = (*_FILES_ONLY, "controlnet")
"""Of those, only the templates that no other model has brought are kept."""
_HALVES = {"float16": torch.float16, "bfloat16": torch.bfloat16}
_OLD_ATTENTION = {".to_q.": ".query.", ".to_k.": ".key.", ".to_v.": ".value.", ".to_out.0.": ".proj_attn."}


def write(out: Path) -> None:
    folder = out / "checkpoints"
    shutil.rmtree(folder, ignore_errors=True)
    for name in FAMILIES:
        family = importlib.import_module(f".tiny.{name}", __package__)
        pipeline = family.pipeline()
        pipeline.save_pretrained(folder / name)
        single = original_checkpoint.from_pipeline(pipeline)
        save_file(single, folder / f"{name}.safetensors")
        _write_templates(folder / name, folder / "templates")
        if not (out / "tiny" / name).exists():
            write_cases(family, pipeline, folder / name)
        if name == "stable_diffusion":
            _rename_as_published(folder / name)
            _write_halves(family, single, folder)
    for name in _FOLDERS_ONLY:
        write_folder(name, folder)
    for name in _FILES_ONLY:
        write_file(name, folder)
    write_implied_projection(folder)


def write_folder(name: str, folder: Path) -> None:
    """A model as a folder of diffusers, and its templates."""
    importlib.import_module(f".tiny.{name}", __package__).pipeline().save_pretrained(folder / name)
    _write_templates(folder / name, folder / "templates")


def write_file(name: str, folder: Path) -> None:
    """A model as a single file, its small files, and the templates that no other model has brought."""
    pipeline = importlib.import_module(f".tiny.{name}", __package__).pipeline()
    with tempfile.TemporaryDirectory() as temporary:
        pipeline.save_pretrained(temporary)
        for file in sorted(Path(temporary).rglob("*.json")):
            copy = folder / name / file.relative_to(temporary)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    save_file(original_checkpoint.from_pipeline(pipeline), folder / f"{name}.safetensors")
    _write_templates(folder / name, folder / "templates")


def _write_templates(model: Path, out: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        build.write_folder(model, Path(temporary))
        out.mkdir(exist_ok=True)
        known = {file.read_bytes() for file in out.iterdir() if file.name.split(".")[0] != model.name}
        for file in sorted(Path(temporary).iterdir()):
            if model.name not in _WITH_KNOWN_PARTS or file.read_bytes() not in known:
                shutil.copyfile(file, out / f"{model.name}.{file.name}")


def _rename_as_published(model: Path) -> None:
    """The published files of Stable Diffusion 1.x have names that the installed libraries still read but no longer write."""
    text, vae = model / "text_encoder/model.safetensors", model / "vae/diffusion_pytorch_model.safetensors"
    save_file({f"text_model.{key.removeprefix('text_model.')}": tensor for key, tensor in load_file(text).items()}, text)
    renamed = {}
    for key, tensor in load_file(vae).items():
        for new, old in _OLD_ATTENTION.items():
            key = key.replace(new, old) if ".attentions." in key else key
        renamed[key] = tensor
    save_file(renamed, vae)


def _write_halves(family, single: dict[str, torch.Tensor], folder: Path) -> None:
    """The single file in halves, and the latents of diffusers with the rounded weights in float32."""
    latents = {}
    for name, dtype in _HALVES.items():
        save_file({key: tensor.to(dtype) for key, tensor in single.items()}, folder / f"stable_diffusion.{name}.safetensors")
        pipeline = family.pipeline()
        for module in (pipeline.unet, pipeline.vae, pipeline.text_encoder):
            for parameter in module.parameters():
                parameter.data.copy_(parameter.data.to(dtype).float())
        latents[f"{name}.latents"] = family.CASES[0].run(pipeline)["latents"]
    save_file(latents, folder / "stable_diffusion.halves.safetensors")
    (folder / "stable_diffusion.halves.json").write_text(json.dumps(family.CASES[0].describe(), indent=1) + "\n", encoding="utf-8")


def write_implied_projection(folder: Path) -> None:
    """What Stable Diffusion 3 draws where its file lacks the projection of OpenAI's CLIP, which diffusers makes when it reads the file."""
    family = importlib.import_module(".tiny.stable_diffusion_3", __package__)
    pipeline, prefix = family.pipeline(), "text_encoders.clip_l.transformer."
    weights = {prefix + key: value for key, value in pipeline.text_encoder.state_dict().items() if not key.startswith("text_projection")}
    pipeline.text_encoder = create_diffusers_clip_model_from_ldm(
        type(pipeline.text_encoder), weights, subfolder="text_encoder", config=str(folder / "stable_diffusion_3"), local_files_only=True)
    case = next(case for case in family.CASES if case.name == "text_to_image_batch")
    out = folder / "stable_diffusion_3.implied_projection"
    out.with_name(out.name + ".json").write_text(json.dumps([case.describe()], indent=1) + "\n", encoding="utf-8")
    save_file({f"{case.name}.{name}": tensor for name, tensor in case.run(pipeline).items()}, out.with_name(out.name + ".safetensors"))
