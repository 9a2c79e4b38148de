"""Every tiny pipeline, described but not traced: what its graphs take and give, and that PyTorch agrees with the description."""

import importlib
from pathlib import Path

import onnx
import pytest
import torch
from safetensors.torch import load_file

from latent_diffusion_export.families import find
from latent_diffusion_export.graphs import unet
from latent_diffusion_export.source import ModelSource
from latent_diffusion_references.tiny import FAMILIES, parts

COMMITTED = Path(__file__).parents[2] / "tests/LatentDiffusion.Tests/References/tiny"


@pytest.fixture(scope="module", params=FAMILIES)
def family(request):
    return request.param


@pytest.fixture(scope="module")
def described(family, tmp_path_factory):
    folder = tmp_path_factory.mktemp(family)
    importlib.import_module(f"latent_diffusion_references.tiny.{family}").pipeline().save_pretrained(folder)
    source = ModelSource(folder)
    known = find(source.index["_class_name"])
    return [graph for name in source.components if (build := known.builder(name))
            for graph in build(known.folders_of(name)[0], source.load(name), source)]


def test_pytorch_gives_the_shapes_described(described):
    for graph in described:
        for sizes in graph.sizes:
            with torch.no_grad():
                outputs = graph.call(graph.module, **graph.samples(sizes, 0))
            for (name, shape), output in zip(graph.outputs.items(), outputs, strict=True):
                known = [sizes.get(size, actual) if isinstance(size, str) else size
                         for size, actual in zip(shape, output.shape, strict=True)]
                assert list(output.shape) == known, f"{graph.folder}: {name}"


def test_committed_graphs_are_those_described(family, described):
    folders = {path.parent.name for path in (COMMITTED / family).glob("*/model.onnx")}
    assert folders == {graph.folder for graph in described}
    for graph in described:
        model = onnx.load(COMMITTED / family / graph.folder / "model.onnx").graph
        shapes = {value.name: tuple(d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim)
                  for value in [*model.input, *model.output]}
        assert shapes == {name: tensor.shape for name, tensor in graph.inputs.items()} | graph.outputs
        weights = {tensor.name for tensor in model.initializer}
        parameters = {graph.weight_name(name) for name, _ in graph.module.named_parameters()}
        assert len(weights & parameters) > 0.4 * len(parameters), f"{graph.folder}: weights lost their names"


def test_committed_pictures_are_those_of_diffusers(family):
    module = importlib.import_module(f"latent_diffusion_references.tiny.{family}")
    case, committed = module.CASES[-1], load_file(COMMITTED / family / "cases.safetensors")
    for name, tensor in case.run(module.pipeline()).items():
        expected = committed[f"{case.name}.{name}"].double()
        difference = float((tensor.double() - expected).abs().max() / expected.abs().max())
        assert difference < (1.5 / 255 if tensor.dtype == torch.uint8 else 1e-4), f"{case.name}.{name}"


def test_controlnet_beside_a_model_adds_the_residual_inputs(saved, tmp_path):
    parts.controlnet().save_pretrained(tmp_path)
    source = ModelSource(saved, {"controlnet": tmp_path})
    assert source.index["controlnet"] == ["diffusers", "ControlNetModel"]
    net = find("StableDiffusionPipeline").builder("controlnet_1")("controlnet_1", source.load("controlnet"), source)[0]
    inputs = unet.conditional("unet", source.load("unet"), source)[0].inputs
    assert {name: tensor.shape for name, tensor in inputs.items() if "residual" in name} == net.outputs
    assert net.outputs["mid_block_additional_residual"] == ("batch", 8, "latent_height_2", "latent_width_2")
