import io
import json
import re
import shutil
import zipfile

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from diffusers import PixArtTransformer2DModel, SanaTransformer2DModel
from onnx import numpy_helper
from safetensors.torch import load_file

from latent_diffusion_export.cli import main
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.families import find
from latent_diffusion_export.templates import build, configs, shipped, structure, template
from latent_diffusion_export.templates.source import Component, ConfigSource
from latent_diffusion_references import original_checkpoint
from latent_diffusion_references.tiny import stable_diffusion

GRAPHS = ("text_encoder", "unet", "vae_encoder", "vae_decoder")
WEIGHTS = {"text_encoder": "text_encoder/model.safetensors", "unet": "unet/diffusion_pytorch_model.safetensors",
           "vae_encoder": "vae/diffusion_pytorch_model.safetensors", "vae_decoder": "vae/diffusion_pytorch_model.safetensors"}


@pytest.fixture(scope="module")
def templates(saved, tmp_path_factory):
    """The templates of the tiny model, made of its configurations alone."""
    model, out = tmp_path_factory.mktemp("configurations"), tmp_path_factory.mktemp("templates")
    for file in saved.rglob("*.json"):
        (model / file.relative_to(saved)).parent.mkdir(exist_ok=True)
        (model / file.relative_to(saved)).write_bytes(file.read_bytes())
    build.write_folder(model, out)
    return {file.stem: read(file.read_bytes()) for file in out.iterdir()} | {"files": out, "model": model}


def read(content: bytes):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return onnx.load_from_string(archive.read("model.onnx")), json.loads(archive.read("template.json"))


def stored(weights, parameter):
    return next(weights[name] for name in (parameter["name"], *parameter.get("aliases", ())) if name in weights)


def run(session, seed):
    generator, sizes = np.random.default_rng(seed), {"batch": 2, "sequence": 6}
    inputs = {}
    for value in session.get_inputs():
        shape = [size if isinstance(size, int) else sizes.get(size, 16) for size in value.shape]
        whole = value.type == "tensor(int64)"
        inputs[value.name] = generator.integers(0, 9, shape) if whole else generator.standard_normal(shape, dtype=np.float32)
    return session.run(None, inputs)


@pytest.mark.parametrize("name", GRAPHS)
def test_with_the_weights_put_back_it_is_the_ordinary_export_bit_for_bit(saved, exported, templates, name):
    model, description = templates[name]
    weights = load_file(saved / WEIGHTS[name])
    for parameter in description["parameters"]:
        tensor = stored(weights, parameter)
        assert list(tensor.shape) == parameter["shape"]
        model.graph.initializer.append(numpy_helper.from_array(tensor.numpy(), parameter["name"]))
    onnx.checker.check_model(model, full_check=True)
    ours = onnxruntime.InferenceSession(model.SerializeToString())
    theirs = onnxruntime.InferenceSession(exported / name / "model.onnx")
    assert [value.name for value in ours.get_inputs()] == [value.name for value in theirs.get_inputs()]
    assert all(np.array_equal(*pair) for pair in zip(run(ours, 1), run(theirs, 1), strict=True))


@pytest.mark.parametrize("name", GRAPHS)
def test_original_keys_lead_to_the_same_weights(saved, templates, name):
    """The file in the original layout is written by an inverse that knows nothing of diffusers' conversions."""
    checkpoint, weights = original_checkpoint.from_pipeline(stable_diffusion.pipeline()), load_file(saved / WEIGHTS[name])
    for parameter in templates[name][1]["parameters"]:
        tensor = original(checkpoint, parameter)
        assert torch.equal(tensor, stored(weights, parameter)), parameter["name"]


def original(checkpoint, parameter):
    entry = parameter["original"]
    tensor = checkpoint[entry["key"]]
    if "rows" in entry:
        first, count = entry["rows"]
        tensor = tensor[first:first + count]
    if entry.get("swap_halves"):
        tensor = torch.cat(tensor.chunk(2)[::-1])
    return (tensor.T if entry.get("transpose") else tensor).reshape(parameter["shape"])


def test_a_unet_beside_controlnets_takes_their_residuals(templates):
    plain, beside = templates["unet"], templates["unet_residuals"]
    assert (plain[1]["residuals"], beside[1]["residuals"]) == (False, True)
    assert {value.name for value in beside[0].graph.input} - {value.name for value in plain[0].graph.input} == {
        *(f"down_block_additional_residual_{i}" for i in range(4)), "mid_block_additional_residual"}


def test_a_description_names_what_it_fits(templates):
    description = templates["unet"][1]
    assert (description["format"], description["component"], description["class"]) == (1, "unet", "UNet2DConditionModel")
    assert description["config"]["block_out_channels"] == [4, 8] and description["defaults"]["block_out_channels"] == [320, 640, 1280, 1280]
    assert "sample_size" not in description["config"] and description["config"].keys() == description["defaults"].keys()
    assert "StableDiffusionInpaintPipeline" in description["pipelines"]


@pytest.mark.parametrize("component", ["text_encoder", "vae"])  # the U-Net's are looked at in the next test, which traces it again
def test_the_bytes_are_the_same_each_time(templates, component):
    family = find("StableDiffusionPipeline")
    again = dict(build.archives(family, component, ConfigSource.of_folder(templates["model"], [component])))
    assert again and again == {name: (templates["files"] / f"{name}.zip").read_bytes() for name in again}


def test_another_number_of_input_channels_changes_nothing_else(templates, tmp_path):
    """The shipped set is made so where only that differs, instead of tracing the U-Net once more."""
    model = tmp_path / "model"
    shutil.copytree(templates["model"], model)
    config = json.loads((model / "unet/config.json").read_text())
    (model / "unet/config.json").write_text(json.dumps(config | {"in_channels": 9}))
    source = ConfigSource.of_folder(model, ["unet"])
    (_, traced), = build.archives(find("StableDiffusionPipeline"), "unet", source, residuals=(False,))
    (model_9, description), (model_t, traced_description) = (
        read(content) for content in (template.with_input_channels((templates["files"] / "unet.zip").read_bytes(), 9), traced))
    for each in (description, traced_description):  # of which the order alone may differ
        each["parameters"].sort(key=lambda parameter: parameter["name"])
    assert model_9 == model_t and description == traced_description


@pytest.mark.parametrize("component, values, reason", [
    ("unet", {"act_fn": "nope"}, "activation function nope not found"),
    ("unet", {"attention_head_dim": 0}, "division"),
    ("unet", {"in_channels": "4"}, ""),
    ("vae", {"block_out_channels": [2, 2, 4]}, "index out of range"),
    ("text_encoder", {"hidden_act": "nope"}, "nope"),
    ("text_encoder", {"hidden_size": "16"}, "Field 'hidden_size' expected int, got str"),
])
def test_a_configuration_that_makes_no_model_is_named(templates, tmp_path, component, values, reason):
    model = tmp_path / "model"
    shutil.copytree(templates["model"], model)
    file = model / component / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))
    with pytest.raises(ExportError, match=re.escape(f"{file.parent}: config.json makes no ") + f".*{reason}"):
        ConfigSource.of_folder(model, [component]).components[component].module()


def test_the_shipped_architectures_name_their_source():
    entries = list(shipped.entries())
    assert len({entry["name"] for entry in entries}) == len(entries)
    assert all(entry["source"].startswith("https://huggingface.co/") for entry in entries)


@pytest.mark.parametrize("arguments, message", [
    (["out"], "give MODEL and OUT"), (["a", "b", "--all"], "give MODEL and OUT"), (["missing", "out"], "missing is not a folder")])
def test_wrong_arguments_are_told(arguments, message, capsys):
    with pytest.raises(SystemExit):
        main(["templates", *arguments])
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("class_", [PixArtTransformer2DModel, SanaTransformer2DModel])
def test_the_size_counts_where_the_places_of_patches_are_computed_from_it(class_):
    """Unlike that of a U-Net, which only the pipeline reads: patches of a model for other sizes are placed otherwise."""
    module = structure.build(lambda: class_(sample_size=16, num_layers=1, interpolation_scale=1))
    assert configs.graph_config(module, {})[0]["sample_size"] == 16


@pytest.mark.parametrize("library, class_, config", [
    ("transformers", "Gemma2Model", {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "rope_theta": 5000.0}),
    ("transformers", "DPTForDepthEstimation", {"hidden_size": 12, "num_hidden_layers": 4, "backbone_out_indices": [0, 1, 2, 3]}),
    ("latent_diffusion", "LDMBertModel", {"d_model": 16, "encoder_layers": 1, "encoder_attention_heads": 2}),
])
def test_a_configuration_written_by_another_release_is_matched_by_what_it_says(library, class_, config):
    published = config | {"transformers_version": "4.26.0.dev0", "torch_dtype": "float16", "_name_or_path": "org/name"}
    values, defaults = configs.graph_config(Component(library, class_, published).module(), published)
    assert {name: values[name] for name in config} == config and values.keys() == defaults.keys()
    assert not {"transformers_version", "torch_dtype", "dtype", "_name_or_path", "architectures"} & values.keys()
    assert values == {name: published.get(name, defaults[name]) for name in values}
