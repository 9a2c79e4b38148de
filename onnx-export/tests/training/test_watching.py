"""Mode collapse, the learning-rate sweep, measurements."""

import pytest
import torch

from latent_diffusion_export.cli import main
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration import to_toml
from latent_diffusion_export.training.loop import learning_rate_sweep
from latent_diffusion_export.training.loop.processes import device_of
from latent_diffusion_export.training.result.diversity import Diversity
from latent_diffusion_export.training.result.measurement import measure, onnx_autoencoder
from latent_diffusion_export.training.tasks.new_autoencoder import load_autoencoder

from training.support import autoencoder_run, context_of, denoiser_run, trainer_of
from training.toy import Toy, toy_run


def test_a_collapsed_model_is_caught(denoiser_folder, shapes_folder, tmp_path, capsys):
    settings = denoiser_run(tmp_path, shapes_folder, "", unet={"start": str(denoiser_folder / "model")}, run={"sample_every": 6},
                            diversity={"on_collapse": "stop"})
    trainer = trainer_of(settings)
    for parameter in trainer._task._pipeline.vae.decoder.parameters():
        parameter.zero_()  # every picture is the same grey one
    assert not trainer.train()
    assert trainer.step == 6 and "mode collapse: samples differ 0.000 times as much as training pictures" in capsys.readouterr().err
    assert any("alarm" in line for line in (tmp_path / "log.jsonl").read_text().splitlines())


def test_diversity_of_the_training_set_is_one_and_of_copies_zero(shapes_folder, tmp_path):
    context = context_of(denoiser_run(tmp_path, shapes_folder, ""))
    watch, pictures = Diversity(context), context.pictures.plain(context.pictures.records)
    assert watch.ratio(pictures) == pytest.approx(1)
    assert watch.alarm(pictures, step=12) is None
    copies = pictures[:1].expand(4, -1, -1, -1)
    assert "mode collapse" in watch.alarm(copies, step=12)
    assert watch.alarm(copies, step=1) is None  # too early to tell
    assert watch.alarm(copies * torch.nan, step=1) == "samples are not finite"


def test_the_sweep_suggests_a_rate_that_learns_and_not_one_that_diverges(tmp_path):
    settings = toy_run(tmp_path)
    found = learning_rate_sweep.sweep(trainer_of(settings, task := Toy(settings)), task, settings, steps=200)
    assert (tmp_path / "learning-rates.png").is_file()
    assert 3e-3 < found.suggestion < 0.5


def test_find_lr_prints_a_table_and_a_suggestion(shapes_folder, tmp_path, capsys):
    file = tmp_path / "run.toml"
    file.write_text(to_toml(autoencoder_run(tmp_path / "run", shapes_folder)))
    with pytest.raises(SystemExit) as exit:
        main(["train", "autoencoder", str(file), "--find-lr", "--find-lr-steps", "20"])
    printed = capsys.readouterr().out
    assert exit.value.code == 0 and "1.00e-06" in printed and "suggested: optimizer.learning_rate = " in printed
    assert not (tmp_path / "run/checkpoints").exists()


def test_what_is_no_model_is_named(tmp_path):
    with pytest.raises(ExportError, match="vae_encoder/model.onnx does not exist"):
        onnx_autoencoder(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ExportError, match="config.json is not JSON"):
        load_autoencoder(tmp_path)
    (tmp_path / "config.json").write_text('{"_class_name": "PixelShuffleAutoencoder"}')
    with pytest.raises(ExportError, match="the PixelShuffleAutoencoder cannot be loaded"):
        load_autoencoder(tmp_path)


def test_what_cannot_be_measured_is_named(denoiser_folder, shapes_folder, tmp_path):
    with pytest.raises(ExportError, match="makes pictures of 24 pixels of those of 20; their size must be a multiple of"):
        onnx_autoencoder(denoiser_folder / "onnx")(torch.zeros(1, 3, 20, 20))
    for name in ("vae_encoder", "vae_decoder"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.onnx").write_bytes(b"\xff" * 100)
    with pytest.raises(ExportError, match="vae_encoder/model.onnx cannot be loaded: "):
        onnx_autoencoder(tmp_path)


def test_a_loss_without_terms_is_refused(shapes_folder, autoencoder_folder, tmp_path):
    """Only the divergence was left, of which a decoder learns nothing."""
    settings = autoencoder_run(tmp_path, shapes_folder, autoencoder={"start": str(autoencoder_folder), "decoder_only": True},
                               loss=dict.fromkeys(("l1", "gradient", "low_pass"), 0))
    with pytest.raises(ExportError, match="loss.l1, loss.l2, loss.gradient, loss.low_pass are all 0"):
        trainer_of(settings)


def test_a_gpu_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ExportError, match="PyTorch finds no GPU"):
        device_of("cuda")


def test_measure_gives_the_psnr_of_its_definition():
    result = measure(lambda part: part + 2 * 10 / 255, torch.zeros(3, 3, 8, 8))
    assert result.psnr == pytest.approx(20 * torch.log10(torch.tensor(255 / 10)).item(), abs=0.1)
    assert result.l1 == pytest.approx(10 / 255, abs=1e-3) and result.lpips is None and result.pictures == 3


def test_measure_reads_an_onnx_folder(denoiser_folder, shapes_folder, capsys):
    with pytest.raises(SystemExit) as exit:
        main(["train", "measure", str(denoiser_folder / "onnx"), str(shapes_folder), "--size", "16", "--count", "8"])
    assert exit.value.code == 0 and "on 8 pictures" in capsys.readouterr().out
