"""Training an existing model further: LoRA, and all weights."""

import json
import shutil
import sys
from functools import partial

import pytest
import torch
from diffusers import (
    AutoencoderTiny, DPMSolverMultistepScheduler, EDMDPMSolverMultistepScheduler, FlowMatchEulerDiscreteScheduler, StableDiffusionPipeline)

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration import FinetuneRun
from latent_diffusion_export.training.result import denoiser
from latent_diffusion_export.training.runs import task_of, train
from latent_diffusion_export.training.tasks import lora
from latent_diffusion_references.tiny import parts, stable_diffusion_inpainting, stable_diffusion_xl

from training.support import context_of, ends_of, further_run, trainer_of


finetune_run = partial(further_run, FinetuneRun)


@pytest.mark.parametrize("text_encoder", [False, True])
def test_lora_changes_only_its_targets_and_is_saved_beside_the_merged_model(saved, text_encoder, shapes_folder, tmp_path, monkeypatch):
    exported = []
    monkeypatch.setattr(denoiser, "export", lambda model, out, options: exported.append((model, out)) or out.mkdir())
    settings = finetune_run(tmp_path, shapes_folder, saved, model={"train_text_encoder": text_encoder},
                            lora={"rank": 2, "alpha": 4.0, "dropout": 0.1, "targets": ["to_q", "to_out.0", "conv1", "time_emb_proj"]},
                            output={"dtype": "float32"})
    assert train(settings)
    before = StableDiffusionPipeline.from_pretrained(saved, safety_checker=None)
    merged = StableDiffusionPipeline.from_pretrained(tmp_path / "model")
    changed = {name for name, value in merged.unet.state_dict().items() if not torch.equal(value, before.unet.state_dict()[name])}
    assert changed and all(any(target in name for target in settings.lora.targets) for name in changed)
    texts = [pipeline.text_encoder.state_dict() for pipeline in (merged, before)]
    assert text_encoder == any(not torch.equal(texts[0][name], texts[1][name]) for name in texts[1])
    assert [model for model, _ in exported] == [tmp_path / "model"] and (tmp_path / "onnx/README.md").is_file()

    before.load_lora_weights(tmp_path / "lora")
    ids = torch.tensor([[1, 5, 6, 2]])
    sample, timestep, condition = torch.randn(1, 4, 8, 8), torch.tensor(10), torch.randn(1, 5, 16)
    with torch.no_grad():
        torch.testing.assert_close(before.unet(sample, timestep, condition).sample, merged.unet(sample, timestep, condition).sample,
                                   rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(before.text_encoder(ids)[0], merged.text_encoder(ids)[0], rtol=1e-4, atol=1e-5)


def test_lora_with_dropout_resumes_bit_for_bit(saved, shapes_folder, tmp_path):
    ends = ends_of(lambda name: finetune_run(tmp_path / name, shapes_folder, saved, lora={"dropout": 0.3}))
    assert all(map(torch.equal, *ends))


def test_lora_goes_on_from_another(saved, shapes_folder, tmp_path):
    """With alpha = rank / 2, by which what is saved is not what is trained."""
    sections = {"model": {"train_text_encoder": True}, "lora": {"rank": 4, "alpha": 2.0}}
    first = trainer_of(finetune_run(tmp_path / "first", shapes_folder, saved, **sections))
    assert first.train()
    adapter = tmp_path / "first/lora"
    for start in (adapter, adapter / "pytorch_lora_weights.safetensors"):
        sections["lora"]["start"] = str(start)
        second = trainer_of(finetune_run(tmp_path / start.name, shapes_folder, saved, **sections))
        assert len(first._model) == len(second._model) > 0
        for trained, taken in zip(first._model, second._model):
            torch.testing.assert_close(taken, trained, rtol=1e-3, atol=1e-6)  # saved as float16


@pytest.mark.parametrize("lora, message", [
    ({"rank": 2}, r"lora.start: .*pytorch_lora_weights.safetensors is of other layers or another rank than this run: unet\..* more differ"),
    ({"targets": ["to_q"]}, "is of other layers or another rank"),
    ({"start": "absent"}, "lora.start: absent cannot be read"),
])
def test_an_adapter_to_go_on_from_that_does_not_fit_is_named(lora, message, saved, shapes_folder, tmp_path):
    assert trainer_of(finetune_run(tmp_path / "first", shapes_folder, saved)).train()
    with pytest.raises(ExportError, match=message):
        task_of(context_of(finetune_run(tmp_path, shapes_folder, saved, lora={"start": str(tmp_path / "first/lora")} | lora)))


def test_full_training_goes_on_with_sdxl(shapes_folder, tmp_path):
    stable_diffusion_xl.pipeline().save_pretrained(tmp_path / "xl")
    settings = finetune_run(tmp_path / "run", shapes_folder, tmp_path / "xl", model={"method": "full"})
    trainer = trainer_of(settings)
    trainer._task.finish = lambda folder: None
    before = [value.detach().clone() for value in trainer._model]
    assert trainer.train()
    assert sum(not torch.equal(old, new) for old, new in zip(before, trainer._model)) > 0.9 * len(before)


@pytest.mark.parametrize("change, message", [
    ({"model": {"start": "absent-model"}}, "absent-model does not exist"),
    ({"data": {"size": 20}}, "data.size is 20; it must be a multiple of 8"),
    ({"samples": {"steps": 1001}}, "samples.steps is 1001; the model has 1000 noise levels"),
    ({"lora": {"targets": ["to_nothing"]}}, r"lora.targets \['to_nothing'\] do not fit the unet"),
])
def test_a_start_that_does_not_fit_is_named(change, message, saved, shapes_folder, tmp_path):
    with pytest.raises(ExportError, match=message):
        task_of(context_of(finetune_run(tmp_path, shapes_folder, saved, **change)))


def test_lora_without_peft_says_what_to_install(saved, shapes_folder, tmp_path, monkeypatch):
    settings, unet = finetune_run(tmp_path, shapes_folder, saved), parts.unet()
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(ExportError, match="peft is not installed, which LoRA needs: pip install"):
        lora.add(unet, settings.lora, "targets", 0, "unet")


def test_inpainting_models_are_refused(shapes_folder, tmp_path):
    stable_diffusion_inpainting.pipeline().save_pretrained(tmp_path / "model")
    with pytest.raises(ExportError, match="StableDiffusionInpaintPipeline; training goes on from StableDiffusionPipeline or"):
        task_of(context_of(finetune_run(tmp_path / "run", shapes_folder, tmp_path / "model")))


def changed(folder, **values):
    """A file of a model with other values."""
    file = next(folder.glob("*config.json"))
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def with_scheduler(model, scheduler):
    index = json.loads((model / "model_index.json").read_text()) | {"scheduler": ["diffusers", type(scheduler).__name__]}
    (model / "model_index.json").write_text(json.dumps(index))
    scheduler.save_pretrained(model / "scheduler")


def with_tiny_autoencoder(model):
    shutil.rmtree(model / "vae")
    AutoencoderTiny(encoder_block_out_channels=(8,) * 4, decoder_block_out_channels=(8,) * 4).save_pretrained(model / "vae")
    index = json.loads((model / "model_index.json").read_text()) | {"vae": ["diffusers", "AutoencoderTiny"]}
    (model / "model_index.json").write_text(json.dumps(index))


@pytest.mark.parametrize("change, message", [
    (lambda model: with_scheduler(model, EDMDPMSolverMultistepScheduler()), "EDMDPMSolverMultistepScheduler, which has no betas"),
    (lambda model: with_scheduler(model, FlowMatchEulerDiscreteScheduler()), "FlowMatchEulerDiscreteScheduler, which has no betas"),
    (lambda model: with_scheduler(model, DPMSolverMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True)),
     "prediction_type 'flow_prediction'; it must be one of epsilon, v_prediction, sample"),
    (with_tiny_autoencoder, "the autoencoder is AutoencoderTiny"),
    (lambda model: changed(model / "vae", latents_mean=[0.0] * 4, latents_std=[1.0] * 4), "has latents_mean and latents_std"),
    (lambda model: changed(model / "unet", time_cond_proj_dim=8), "unet: the weights lack time_embedding.cond_proj.weight"),
    (lambda model: shutil.rmtree(model / "tokenizer"), "model_max_length of tokenizer is 1[0-9]*; text_encoder takes at most 77"),
    (lambda model: shutil.rmtree(model / "vae"), "vae is missing; model_index.json names the AutoencoderKL there"),
])
def test_what_would_be_trained_wrongly_is_refused(change, message, saved, shapes_folder, tmp_path):
    """Such a run trained on other noise or latents than the model's without a word, or failed when the result was written."""
    shutil.copytree(saved, tmp_path / "model")
    change(tmp_path / "model")
    with pytest.raises(ExportError, match=message):
        task_of(context_of(finetune_run(tmp_path / "run", shapes_folder, tmp_path / "model")))
