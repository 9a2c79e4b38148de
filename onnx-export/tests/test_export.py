import json
import shutil

import numpy
import onnx
import onnxruntime
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.export import Options, export
from latent_diffusion_export.loading import load_whole
from latent_diffusion_export.onnx_graph import verification
from latent_diffusion_export.onnx_graph.operators import DOMAIN
from latent_diffusion_references.tiny import depth_to_image

WEIGHTS = {"text_encoder": "text_encoder/model.safetensors", "unet": "unet/diffusion_pytorch_model.safetensors",
           "vae_encoder": "vae/diffusion_pytorch_model.safetensors", "vae_decoder": "vae/diffusion_pytorch_model.safetensors"}


def graph(folder, name):
    return onnx.load(folder / name / "model.onnx").graph


def shape(value):
    return [dimension.dim_param or dimension.dim_value for dimension in value.type.tensor_type.shape.dim]


@pytest.mark.parametrize("name, inputs, outputs", [
    ("unet", {"sample": ["batch", 4, "latent_height", "latent_width"], "timestep": [1], "encoder_hidden_states": ["batch", "sequence", 16]},
     {"out_sample": ["batch", 4, "latent_height", "latent_width"]}),
    ("vae_encoder", {"sample": ["batch", 3, "height", "width"]}, {"latent_parameters": ["batch", 8, "latent_height", "latent_width"]}),
    ("vae_decoder", {"latent_sample": ["batch", 4, "latent_height", "latent_width"]}, {"sample": ["batch", 3, "height", "width"]}),
    ("text_encoder", {"input_ids": ["batch", "sequence"]},
     {"last_hidden_state": ["batch", "sequence", 16], "pooler_output": ["batch", 16],
      "clip_skip.1": ["batch", "sequence", 16], "clip_skip.2": ["batch", "sequence", 16]}),
])
def test_inputs_and_outputs_are_named_and_dynamic(exported, name, inputs, outputs):
    assert {value.name: shape(value) for value in graph(exported, name).input} == inputs
    assert {value.name: shape(value) for value in graph(exported, name).output} == outputs


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_keep_names_and_shapes(saved, exported, name):
    prefix = "text_model." if name == "text_encoder" else ""
    with safe_open(saved / WEIGHTS[name], "pt") as file:
        published = {prefix + key: list(file.get_slice(key).get_shape()) for key in file.keys()}
    weights = {tensor.name: list(tensor.dims) for tensor in graph(exported, name).initializer if tensor.data_type == onnx.TensorProto.FLOAT}
    assert weights.items() <= published.items()
    if name in ("unet", "text_encoder"):
        assert weights == published


@pytest.mark.parametrize("name", WEIGHTS)
def test_graphs_hold_nothing_that_providers_lack_and_nothing_dead(exported, name):
    model = onnx.load(exported / name / "model.onnx")
    onnx.checker.check_model(model, full_check=True)
    assert not {node.op_type for node in model.graph.node} & {"CastLike", "SequenceAt", "SplitToSequence"}
    # Operators that are kept whole are functions of ONNX' own operators, which any provider can compute.
    whole = {function.name for function in model.functions}
    assert whole == {node.op_type for node in model.graph.node if node.domain == DOMAIN}
    assert bool(whole) == (name != "text_encoder")
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 20)] + ([(DOMAIN, 1)] if whole else [])
    assert all(node.domain in ("", DOMAIN) for function in model.functions for node in function.node)
    assert not model.metadata_props
    assert not any(node.metadata_props or node.doc_string for node in model.graph.node)
    used = {name for node in model.graph.node for name in node.input} | {value.name for value in model.graph.output}
    assert {tensor.name for tensor in model.graph.initializer} <= used
    assert all(used & set(node.output) for node in model.graph.node)


def test_everything_the_runtime_needs_is_in_the_folder(exported):
    files = {str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()}
    assert files >= {"model_index.json", "scheduler/scheduler_config.json", "tokenizer/vocab.json", "tokenizer/merges.txt"}
    assert json.loads((exported / "vae_decoder/config.json").read_text())["scaling_factor"] == pytest.approx(0.18215)
    assert not (exported / "vae").exists()
    assert not any("_name_or_path" in path.read_text() for path in exported.glob("*/config.json"))


def test_vocabulary_files_mean_the_same_as_tokenizer_json(saved, exported, tmp_path):
    from transformers import CLIPTokenizer

    for file in ("vocab.json", "merges.txt", "tokenizer_config.json"):
        (tmp_path / file).write_bytes((exported / "tokenizer" / file).read_bytes())
    text = "A photo of the red cat, 12 naïve 🐟 fishes"
    assert CLIPTokenizer.from_pretrained(tmp_path)(text).input_ids == CLIPTokenizer.from_pretrained(saved / "tokenizer")(text).input_ids


def test_fractional_timesteps_reach_the_unet(exported):
    session = onnxruntime.InferenceSession(exported / "unet/model.onnx")
    inputs = {"sample": torch.ones(1, 4, 8, 8).numpy(), "encoder_hidden_states": torch.ones(1, 5, 16).numpy()}
    near = [session.run(None, inputs | {"timestep": torch.tensor([t]).numpy()})[0] for t in (10.0, 10.25)]
    assert abs(near[0] - near[1]).max() > 1e-3


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_keeps_names_halves_the_weights_and_computes_in_float32(saved, tmp_path, dtype):
    export(saved, tmp_path / "half", Options(dtype=dtype, only=["unet"]))
    assert [path.name for path in tmp_path.iterdir()] == ["half"]
    assert not (tmp_path / "half/vae_decoder").exists()
    half = graph(tmp_path / "half", "unet")
    with safe_open(saved / WEIGHTS["unet"], "pt") as file:
        assert {tensor.name for tensor in half.initializer if tensor.name in file.keys()} == set(file.keys())
        large = {key for key in file.keys() if file.get_tensor(key).numel() >= 64}
    assert {tensor.name for tensor in half.initializer if tensor.data_type == onnx.TensorProto.DataType.Value(dtype.upper())} == large
    assert {value.type.tensor_type.elem_type for value in [*half.input, *half.output]} == {onnx.TensorProto.FLOAT}


def test_a_failed_export_leaves_nothing(saved, tmp_path, monkeypatch):
    monkeypatch.setattr(verification, "TOLERANCE", -1.0)
    with pytest.raises(ExportError, match="text_encoder: output last_hidden_state differs by"):
        export(saved, tmp_path / "model", Options(only=["text_encoder"]))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_empty_is_refused(saved, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ExportError, match="exists and is not empty"):
        export(saved, tmp_path)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_graph_that_the_model_lacks_is_refused(saved, tmp_path):
    with pytest.raises(ExportError, match="has no graph vae; it has text_encoder, unet, vae_encoder, vae_decoder"):
        export(saved, tmp_path / "out", Options(only=["vae"]))


def test_models_without_a_graph_are_left_out(saved, tmp_path):
    model = tmp_path / "model"
    shutil.copytree(saved, model)
    (model / "safety_checker").mkdir()
    (model / "safety_checker/model.safetensors").write_bytes(b"weights")
    index = json.loads((model / "model_index.json").read_text()) | {"safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"]}
    (model / "model_index.json").write_text(json.dumps(index))
    export(model, tmp_path / "out", Options(only=["vae_decoder"]))
    assert json.loads((tmp_path / "out/model_index.json").read_text())["safety_checker"] == [None, None]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["model_index.json", "scheduler", "tokenizer", "vae_decoder"]


def naming(component, library, name):
    return json.dumps({"_class_name": "StableDiffusionPipeline", component: [library, name]})


@pytest.mark.parametrize("index, message", [
    (None, "model_index.json is missing"),
    ("{", "is not JSON"),
    ("\udcff", "is not JSON"),
    ("[]", "holds no object of names and values"),
    ("{}", "has no _class_name"),
    ('{"_class_name": "AudioLDMPipeline"}', "names AudioLDMPipeline, which no family here exports"),
    (naming("unet", "os.path", "join"), r"model_index.json: unet is os.path.join; classes are of diffusers, transformers or"),
    (naming("unet", "antigravity", "fly"), "model_index.json: unet is antigravity.fly, which is in none of diffusers, transformers and"),
    (naming("unet", "diffusers", "NoSuchModel"), "unet is diffusers.NoSuchModel, which is in none of"),
    (naming("unet", "diffusers", "logging"), "unet is diffusers.logging, which is no class with from_pretrained"),
    (naming("../unet", "diffusers", "UNet2DConditionModel"), r"component is named '../unet'; a name has letters, digits and _"),
])
def test_a_folder_that_is_no_model_is_refused(tmp_path, index, message):
    model = tmp_path / "model"
    model.mkdir()
    if index is not None:
        (model / "model_index.json").write_text(index, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ExportError, match=message):
        export(model, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_replacing_folder_must_say_what_it_is(saved, tmp_path):
    (tmp_path / "vae").mkdir()
    (tmp_path / "vae/config.json").write_text("{}")
    with pytest.raises(ExportError, match="vae/config.json has no _class_name"):
        export(saved, tmp_path / "out", Options(replaced={"vae": str(tmp_path / "vae")}))


def test_indices_are_counted_not_subtracted():
    """Where two values are nearly equal, rounding decides which is the largest."""
    wanted = numpy.arange(200)
    got = numpy.where(wanted < 2, 199, wanted)
    assert verification._difference("tokens", wanted, got) == 0
    with pytest.raises(ExportError, match="tokens differs in 1.5% of its elements"):
        verification._difference("tokens", wanted, numpy.where(wanted < 3, 199, wanted))


@pytest.mark.parametrize("component, weight", [("text_encoder", "embeddings.position_embedding.weight"), ("unet", "conv_out.weight"),
                                               ("vae", "decoder.conv_in.weight")])
def test_a_weight_that_is_missing_is_named(component, weight, saved, tmp_path):
    """transformers draws it at random, so that the graph was as PyTorch computes and drew something else."""
    shutil.copytree(saved, tmp_path / "model")
    file = next((tmp_path / "model" / component).glob("*.safetensors"))
    weights = load_file(file)
    assert weights.pop(weight) is not None
    save_file(weights, file, {"format": "pt"})
    with pytest.raises(ExportError, match=rf"{component}: the weights lack {weight}, which \w+ of this configuration has"):
        export(tmp_path / "model", tmp_path / "out", Options(only=["vae_decoder" if component == "vae" else component]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]


def test_unused_layers_of_dpt_may_be_missing(tmp_path):
    """As in published weights of Intel/dpt-hybrid-midas."""
    from transformers import DPTForDepthEstimation

    model = depth_to_image.pipeline().depth_estimator
    model.save_pretrained(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    unused = [name for name in weights if name.startswith("neck.fusion_stage.layers.0.residual_layer1.")]
    assert unused
    save_file({name: value for name, value in weights.items() if name not in unused}, tmp_path / "model.safetensors", {"format": "pt"})
    pixels = torch.rand(1, 3, model.config.image_size, model.config.image_size)
    with torch.no_grad():
        expected, found = (each.eval()(pixels).predicted_depth for each in (model, load_whole(DPTForDepthEstimation, tmp_path)))
    torch.testing.assert_close(found, expected)
