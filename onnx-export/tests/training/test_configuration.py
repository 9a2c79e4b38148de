import tomllib

import pytest

from latent_diffusion_export.cli import main
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training import presets
from latent_diffusion_export.training.configuration import (
    AutoencoderRun, DenoiserRun, DistillationRun, FinetuneRun, PreviewRun, build, read, to_toml)

KINDS = {"autoencoder": AutoencoderRun, "denoiser": DenoiserRun, "finetune": FinetuneRun, "distill": DistillationRun,
         "preview": PreviewRun}
SMALLEST = {"run": {"folder": "out"}, "data": {"folder": "pictures"}}
PRESETS = sorted(path.stem for path in presets.FOLDER.glob("*.toml"))


@pytest.mark.parametrize("table, message", [
    ({"optimizer": {"learning_rat": 1e-3}}, r"unknown key optimizer\.learning_rat; did you mean optimizer\.learning_rate\?"),
    ({"run": {"folder": "out", "gamma": 5}}, r"unknown key run\.gamma; \[run\] has folder, steps"),
    ({"run": {"folder": "out", "min_snr_gamma": 5}}, r"unknown key run\.min_snr_gamma; did you mean loss\.min_snr_gamma\?"),
    ({"optimiser": {}}, r"unknown section \[optimiser\]; did you mean optimizer\?"),
    ({"run": 3}, "run is a section"),
    ({"run": {}}, r"run\.folder is missing \(Folder of the run"),
    ({"run": {"folder": 3}}, r"run\.folder must be a text in quotes, not 3"),
    ({"run": {"folder": "out", "steps": 2.5}}, r"run\.steps must be a whole number, not 2\.5"),
    ({"run": {"folder": "out", "steps": 0}}, r"run\.steps is 0; it must be at least 1"),
    ({"ema": {"decay": 1.5}}, r"ema\.decay is 1\.5; it must be at most 1"),
    ({"optimizer": {"learning_rate": float("nan")}}, r"optimizer\.learning_rate is nan; it must be at least 0"),
    ({"noise": {"prediction_type": "eps"}}, r"noise\.prediction_type is 'eps'; it is one of epsilon, v_prediction, sample"),
    ({"unet": {"block_channels": 3}}, r"unet\.block_channels must be a list, not 3"),
    ({"unet": {"block_channels": [8, "x"]}}, r"unet\.block_channels must be a whole number, not 'x'"),
    ({"unet": {"block_channels": []}}, r"unet\.block_channels is empty; it must have at least one entry"),
    ({"optimizer": {"beta1": 1}}, r"optimizer\.beta1 is 1\.0; it must be below 1"),
    ({"optimizer": {"beta2": 1.0}}, r"optimizer\.beta2 is 1\.0; it must be below 1"),
    ({"optimizer": {"learning_rate": float("inf")}}, r"optimizer\.learning_rate is inf; it must be finite"),
    ({"loss": {"logit_mean": float("nan")}}, r"loss\.logit_mean is nan; it must be finite"),
    ({"run": {"folder": "out", "seed": 2**63}}, r"run\.seed is 9223372036854775808; a whole number has 64 bits at most"),
    ({"run": {"folder": "out", "threads": 100_000}}, r"run\.threads is 100000; it must be at most 1024"),
    ({"run": {"folder": " "}}, r"run\.folder is empty \(Folder of the run"),
    ({"noise": {"rescale_betas_zero_snr": True, "prediction_type": "epsilon"}}, r"noise\.prediction_type is 'epsilon'; with rescale_betas"),
    ({"augmentation": {"backgrounds": ["white", "whit"]}}, r"run\.toml: augmentation\.backgrounds has 'whit', which is no colour"),
    ({"augmentation": {"shift": 100_000}}, r"augmentation\.shift is 100000; it must be at most 1024"),
    ({"noise": {"beta_start": 0.03}}, r"run\.toml: noise\.beta_start is 0\.03; it must be at most beta_end, 0\.02"),
])
def test_what_is_wrong_is_named(table, message):
    with pytest.raises(ExportError, match=message):
        build(DenoiserRun, SMALLEST | table, "run.toml")


@pytest.mark.parametrize("table, message", [
    ({"adversarial": {"channels": 5}}, r"adversarial\.channels is 5; it must be a multiple of 2"),
    ({"loss": {"equivariance_scales": []}}, r"loss\.equivariance_scales is empty"),
    ({"autoencoder": {"block_channels": []}}, r"autoencoder\.block_channels is empty"),
])
def test_what_would_fail_in_a_step_is_named_before(table, message):
    with pytest.raises(ExportError, match=message):
        build(AutoencoderRun, SMALLEST | table, "run.toml")


@pytest.mark.parametrize("table, message", [
    ({"alpha": 0}, r"lora\.alpha is 0; it must be above 0"),
    ({"dropout": 1}, r"lora\.dropout is 1\.0; it must be below 1"),
])
def test_adapters_that_would_learn_nothing_are_refused(table, message):
    with pytest.raises(ExportError, match=message):
        build(FinetuneRun, SMALLEST | {"model": {"start": "model"}, "lora": table}, "run.toml")


def test_what_is_no_file_or_no_section_is_named(tmp_path):
    with pytest.raises(ExportError, match="cannot be read"):
        read(DenoiserRun, tmp_path)
    (tmp_path / "run.toml").write_text("run = 3", encoding="utf-8-sig")  # as some editors save it
    with pytest.raises(ExportError, match="run.toml: run is a section"):
        read(DenoiserRun, tmp_path / "run.toml", ["run.folder=out"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_written_configuration_reads_back_with_a_comment_for_every_key(kind):
    name = 'a "model" \\ b\n\x7f\U0001f600'
    more = {"finetune": {"model": {"start": name}}, "distill": {"model": {"start": name}}, "preview": {"preview": {"autoencoder": name}}}
    table = SMALLEST | more.get(kind, {})
    settings = build(KINDS[kind], table, "run.toml")
    text = to_toml(settings)
    assert build(KINDS[kind], tomllib.loads(text), "again") == settings
    lines = text.splitlines()
    assert all(lines[i - 1].startswith("# ") for i, line in enumerate(lines) if " = " in line and not line.startswith("#"))


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_valid(name):
    preset, kind = name.rsplit("-", 1)
    assert presets.load(KINDS[kind], kind, preset, []).run.folder


def test_init_writes_a_file_that_set_changes_and_read_reads(tmp_path):
    file = tmp_path / "run.toml"
    main_ok(["train", "init", "denoiser", str(file), "--set", "run.steps=7", "--set", "run.folder=elsewhere"])
    settings = read(DenoiserRun, file, ["optimizer.learning_rate=1e-5", "augmentation.backgrounds=['white','blue']"])
    assert (settings.run.steps, settings.run.folder, settings.optimizer.learning_rate) == (7, "elsewhere", 1e-5)
    assert settings.augmentation.backgrounds == ("white", "blue")


@pytest.mark.parametrize("arguments, message", [
    (["init", "vae", "x.toml"], "unknown kind vae; it is one of autoencoder, preview, denoiser, finetune"),
    (["init", "denoiser", "x.toml", "--preset", "big"], "there is no preset big for denoiser; there is"),
    (["autoencoder", "small"], "shapes is no folder of pictures"),
    (["denoiser", "absent.toml"], "absent.toml does not exist; `train init` writes a configuration"),
    (["init", "denoiser", "x.toml", "--set", "steps=3"], "--set steps=3: write section.key=value"),
])
def test_command_line_errors_are_one_line(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small").mkdir()  # a folder of a preset's name is no file of it
    with pytest.raises(SystemExit) as exit:
        main(["train", *arguments])
    assert exit.value.code == 1
    assert message in capsys.readouterr().err


def main_ok(arguments):
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 0
