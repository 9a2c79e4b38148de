"""Whole runs, from data to the ONNX folder, and what they refuse."""

import json
import os
import shutil
import subprocess
import sys
import types

import onnx
import onnxruntime
import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from onnx import TensorProto, helper
from safetensors.torch import load_file, save_file

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training import tasks
from latent_diffusion_export.training.average import average
from latent_diffusion_export.training.configuration import to_toml
from latent_diffusion_export.training.loop import learning_rate
from latent_diffusion_export.training.restore import _weights, restore
from latent_diffusion_export.training.runs import task_of, with_precision

from training.support import PACKAGE, autoencoder_run, context_of, denoiser_run, trainer_of
from training.toy import Toy, toy_run


def test_an_autoencoder_ends_in_a_folder_with_scaling_factor_and_card(autoencoder_folder):
    config = json.loads((autoencoder_folder / "autoencoder/config.json").read_text())
    assert config["_class_name"] == "PixelShuffleAutoencoder" and config["scaling_factor"] not in (0, 1)
    card = (autoencoder_folder / "autoencoder/README.md").read_text()
    assert "PSNR" in card and "CC0-1.0" in card and "LPIPS not measured" in card and "[optimizer]\nlearning_rate = 0.001" in card
    assert (autoencoder_folder / "loss.png").stat().st_size > 1000 and list((autoencoder_folder / "samples").iterdir())


def test_the_default_kind_is_diffusers_own_and_encodes_as_it_does(shapes_folder, tmp_path):
    settings = autoencoder_run(tmp_path, shapes_folder, run={"steps": 2, "precision": "bfloat16"}, loss={"perceptual": "random_features"},
                               autoencoder={"kind": "AutoencoderKL", "block_channels": [8, 8, 16]}, adversarial={
                                   "weight": 0.1, "start": 0.0, "channels": 4, "layers": 1})
    task = task_of(context := context_of(settings))
    pictures = context.pictures.plain(context.pictures.held_out)
    with torch.no_grad():
        torch.testing.assert_close(task._moments(pictures)[0], task.autoencoder.encode(pictures).latent_dist.mean)
    trainer = trainer_of(settings, task)
    assert trainer.train() and trainer._guard.skipped == 0
    model = AutoencoderKL.from_pretrained(tmp_path / "autoencoder")
    assert model.config.scaling_factor != 0.18215
    with torch.no_grad():
        latents = model.encode(context.pictures.plain(context.pictures.records)).latent_dist.mean * model.config.scaling_factor
    assert latents.std() == pytest.approx(1, rel=0.05)


def test_tensorboard_is_written_where_it_is_installed(shapes_folder, tmp_path, monkeypatch):
    written, module = [], types.ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = lambda folder: types.SimpleNamespace(add_scalar=lambda *values: written.append(values), close=lambda: None)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    settings = toy_run(tmp_path, steps=20)
    assert trainer_of(settings, Toy(settings)).train()
    assert {name for name, _, _ in written} >= {"loss", "learning_rate"} and {step for *_, step in written} == {10, 20}


def test_a_denoiser_ends_in_a_diffusers_folder_and_an_onnx_folder(denoiser_folder):
    pipeline = StableDiffusionPipeline.from_pretrained(denoiser_folder / "model")
    assert pipeline("a red circle", num_inference_steps=2, height=16, width=16).images[0].size == (16, 16)
    graphs = {name: onnxruntime.InferenceSession(denoiser_folder / "onnx" / name / "model.onnx")
              for name in ("text_encoder", "unet", "vae_encoder", "vae_decoder")}
    assert graphs["unet"].get_inputs()[0].shape[1] == 4
    assert json.loads((denoiser_folder / "onnx/scheduler/scheduler_config.json").read_text())["prediction_type"] == "v_prediction"
    for layout in ("model", "onnx"):
        card = (denoiser_folder / layout / "README.md").read_text()
        assert "held out of training" in card and "**Licence**: MIT." in card and "CC0-1.0" in card and "min_snr_gamma = 5.0" in card
        assert (denoiser_folder / layout / "samples.png").is_file()
    assert [path.name for path in sorted((denoiser_folder / "samples").iterdir())] == ["step-00000006.png", "step-00000012.png"]


def test_the_denoisers_loss_falls_and_its_learning_rate_follows_the_plan(denoiser_folder):
    lines = [json.loads(line) for line in (denoiser_folder / "log.jsonl").read_text().splitlines()]
    losses, rates = [[line[name] for line in lines if name in line] for name in ("loss", "learning_rate")]
    assert [line["step"] for line in lines if "loss" in line] == list(range(1, 13)) and lines[0]["pictures_per_second"] > 0
    assert sum(losses[-4:]) < sum(losses[:4])
    assert rates[0] == pytest.approx(5e-4) and max(rates) == pytest.approx(1e-3) and rates[-1] == pytest.approx(1e-5)


@pytest.mark.parametrize("decay, middle", [("cosine", 0.505), ("linear", 0.505), ("constant", 1.0)])
def test_learning_rates(decay, middle):
    options = toy_run("x", optimizer={"warmup_steps": 10, "decay": decay, "decay_start": 0.5, "final_factor": 0.01}).optimizer
    factors = [learning_rate.factor(step, 101, options) for step in range(101)]
    assert factors[0] == 0.1 and factors[9:50] == [1.0] * 41
    assert factors[75] == pytest.approx(middle, abs=0.02)
    assert factors[100] == (1.0 if decay == "constant" else pytest.approx(0.01))


def test_training_goes_on_from_an_earlier_model(denoiser_folder, shapes_folder, tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "latent_diffusion_export.training.tasks.pixel_shuffle")  # as in a new process
    monkeypatch.delattr(tasks, "pixel_shuffle")
    task = task_of(context_of(denoiser_run(tmp_path, shapes_folder, "", unet={"start": str(denoiser_folder / "model")})))
    saved = StableDiffusionPipeline.from_pretrained(denoiser_folder / "model").unet.state_dict()
    assert all(torch.equal(value, saved[name]) for name, value in task._pipeline.unet.state_dict().items())


def test_an_exported_model_is_restored_to_train_it_further(denoiser_folder, tmp_path):
    restore(denoiser_folder / "onnx", tmp_path / "restored")
    pipeline, saved = (StableDiffusionPipeline.from_pretrained(folder) for folder in (tmp_path / "restored", denoiser_folder / "model"))
    for name in ("unet", "text_encoder", "vae"):
        weights = getattr(saved, name).state_dict()
        assert all(torch.allclose(value, weights[key], rtol=1e-3, atol=1e-6) for key, value in getattr(pipeline, name).state_dict().items())
    assert pipeline.tokenizer.get_vocab() == saved.tokenizer.get_vocab()
    assert pipeline.scheduler.config.prediction_type == "v_prediction"


def test_an_export_that_lacks_a_weight_is_not_restored(denoiser_folder, tmp_path):
    shutil.copytree(denoiser_folder / "onnx", tmp_path / "onnx")
    config = tmp_path / "onnx" / "unet" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"in_channels": 5}))
    with pytest.raises(ExportError, match=r"unet has \[\d+, 4, 3, 3\] in place of \[\d+, 5, 3, 3\] for conv_in.weight"):
        restore(tmp_path / "onnx", tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("stored", ["FLOAT", "FLOAT16", "BFLOAT16"])
def test_weights_of_every_precision_are_restored(stored, tmp_path):
    tensor = helper.make_tensor("weight", TensorProto.DataType.Value(stored), [2], [0.5, -1.5])
    onnx.save(helper.make_model(helper.make_graph([], "one", [], [], [tensor])), tmp_path / "model.onnx")
    assert _weights(tmp_path)["weight"].tolist() == [0.5, -1.5]


def test_an_average_lies_between_two_models(denoiser_folder, tmp_path):
    model, other = denoiser_folder / "model", tmp_path / "other"
    shutil.copytree(model, other)
    file = other / "unet" / "diffusion_pytorch_model.safetensors"
    weights = load_file(file)
    save_file({name: value + 1 for name, value in weights.items()}, file, {"format": "pt"})
    average(model, other, tmp_path / "average", 0.25)
    between = StableDiffusionPipeline.from_pretrained(tmp_path / "average")
    assert all(torch.allclose(value, weights[name] + 0.25, atol=1e-6) for name, value in between.unet.state_dict().items())
    saved = StableDiffusionPipeline.from_pretrained(model)
    assert all(torch.equal(value, saved.vae.state_dict()[name]) for name, value in between.vae.state_dict().items())


def test_a_damaged_file_is_named(denoiser_folder, tmp_path):
    for kind in ("onnx", "model"):
        shutil.copytree(denoiser_folder / kind, tmp_path / kind)
    (tmp_path / "onnx/unet/model.onnx").write_bytes(b"\xff" * 100)
    with pytest.raises(ExportError, match="unet/model.onnx cannot be read: "):
        restore(tmp_path / "onnx", tmp_path / "out")
    (tmp_path / "model/unet/diffusion_pytorch_model.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(ExportError, match="unet/diffusion_pytorch_model.safetensors cannot be read: "):
        average(denoiser_folder / "model", tmp_path / "model", tmp_path / "out", 0.5)
    assert not (tmp_path / "out").exists()


def test_models_of_other_structure_are_not_averaged(denoiser_folder, tmp_path):
    model, other = denoiser_folder / "model", tmp_path / "other"
    shutil.copytree(model, other)
    file = other / "unet" / "diffusion_pytorch_model.safetensors"
    save_file({name: value for name, value in load_file(file).items() if name != "conv_in.bias"}, file, {"format": "pt"})
    with pytest.raises(ExportError, match="differ in conv_in.bias"):
        average(model, other, tmp_path / "average", 0.5)
    file.unlink()
    with pytest.raises(ExportError, match="only one has unet/diffusion_pytorch_model.safetensors"):
        average(model, other, tmp_path / "average", 0.5)
    assert not (tmp_path / "average").exists()


@pytest.mark.parametrize("change, message", [
    ({"unet": {"autoencoder": ""}}, "unet.autoencoder is empty"),
    ({"unet": {"autoencoder": "absent"}}, "absent holds no autoencoder"),
    ({"unet": {"head_size": 5}}, "unet.head_size is 5, which does not divide"),
    ({"text_encoder": {"heads": 3}}, "text_encoder.heads is 3"),
    ({"data": {"size": 20}}, "data.size is 20; it must be a multiple of 8"),
])
def test_a_structure_that_cannot_be_is_named(change, message, shapes_folder, autoencoder_folder, tmp_path):
    with pytest.raises(ExportError, match=message):
        task_of(context_of(denoiser_run(tmp_path, shapes_folder, autoencoder_folder, **change)))


def test_two_processes_learn_what_one_learns_with_twice_the_batch(shapes_folder, autoencoder_folder, tmp_path):
    gentle = {"epsilon": 1e-2}  # Adam would otherwise make a whole step of a gradient that is zero but for rounding
    one, two = (denoiser_run(tmp_path / str(batch), shapes_folder, autoencoder_folder, run={"steps": 3}, data={"batch_size": batch},
                             optimizer=gentle) for batch in (4, 2))
    trainer = trainer_of(one)
    trainer._task.finish = lambda folder: None
    before = [value.detach().clone() for value in trainer._model]
    trainer.train()
    assert max(float((new - old).abs().max()) for new, old in zip(trainer._model, before)) > 1e-3
    (tmp_path / "two.toml").write_text(to_toml(two))
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join((str(PACKAGE), str(PACKAGE / "tests")))}
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "training.support",
               str(tmp_path / "two.toml")]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    state = torch.load(tmp_path / "2/checkpoints/step-00000003.pt", weights_only=True)
    for value, expected in zip(state["weights"]["denoiser"], trainer._model, strict=True):
        torch.testing.assert_close(value, expected.detach(), rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("capability, precision", [("AVX512", "bfloat16"), ("AVX2", "float32"), ("DEFAULT", "float32")])
def test_bfloat16_is_chosen_where_it_is_fast(capability, precision, shapes_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    settings = with_precision(autoencoder_run(tmp_path, shapes_folder, run={"precision": "auto"}), torch.device("cpu"))
    assert settings.run.precision == precision
    with context_of(settings).autocast():
        assert torch.is_autocast_enabled("cpu") == (precision == "bfloat16")
