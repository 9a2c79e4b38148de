"""A run that was interrupted anywhere ends with the weights of one that was not."""

import json
import os
import signal
import subprocess
import sys

import pytest
import torch

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration import to_toml
from latent_diffusion_export.training.configuration.model_sections import TextEncoder
from latent_diffusion_export.training.data.records import Record
from latent_diffusion_export.training.data.training_set import fingerprint
from latent_diffusion_export.training.loop.files import replace_folder, write_atomically
from latent_diffusion_export.training.loop.reports import Reports
from latent_diffusion_export.training.tasks import latents
from latent_diffusion_export.training.tasks.tokenizer import tokenizer_of

from training.support import PACKAGE, autoencoder_run, denoiser_run, trainer_of
from training.toy import Toy, toy_run


class Killed(BaseException):
    pass


def weights(trainer):
    return [value.clone() for value in [*trainer._model, *trainer._ema.average]]


def run_and_kill(settings, step):
    """As power would fail: in the middle of a step, nothing is written."""
    trainer = trainer_of(settings)
    losses = trainer._task.losses

    def failing(number, places):
        if number == step:
            raise Killed
        yield from losses(number, places)

    trainer._task.losses = failing
    with pytest.raises(Killed):
        trainer.train()


def run_to_the_end(settings):
    trainer = trainer_of(settings)
    trainer._task.finish = lambda folder: None
    assert trainer.train()
    return trainer


@pytest.mark.parametrize("killed_at", [3, 6, 11])
def test_an_autoencoder_with_discriminator_resumes_bit_for_bit(killed_at, shapes_folder, tmp_path):
    extra = {"adversarial": {"weight": 0.1, "start": 0.3, "channels": 4, "layers": 1}, "data": {"accumulation": 2},
             "loss": {"equivariance": 0.5}}
    whole = run_to_the_end(autoencoder_run(tmp_path / "whole", shapes_folder, **extra))
    settings = autoencoder_run(tmp_path / "killed", shapes_folder, **extra)
    run_and_kill(settings, killed_at)
    resumed = trainer_of(settings)
    resumed._task.finish = lambda folder: None
    assert resumed.train() and resumed._guard.state() == whole._guard.state()
    assert all(map(torch.equal, weights(resumed), weights(whole)))
    discriminators = [trainer._parameters["discriminator"] for trainer in (resumed, whole)]
    assert all(map(torch.equal, *discriminators))


def test_a_denoiser_with_caption_dropout_resumes_bit_for_bit(shapes_folder, autoencoder_folder, tmp_path):
    runs = [denoiser_run(tmp_path / name, shapes_folder, autoencoder_folder, run={"precision": "bfloat16"}) for name in ("whole", "killed")]
    whole = run_to_the_end(runs[0])
    run_and_kill(runs[1], 6)
    assert all(map(torch.equal, weights(run_to_the_end(runs[1])), weights(whole)))


def test_a_tokenizer_is_learnt_anew_for_other_captions_but_not_in_a_run_that_goes_on(tmp_path):
    def tokenizer(caption, resumed=False, **options):
        settings = TextEncoder(**{"vocabulary": 530, "longest": 8} | options)
        return tokenizer_of(settings, [Record(tmp_path, (caption,))], ("white",), tmp_path / "tokenizer", resumed)

    first = tokenizer("red circle").get_vocab()
    written = (tmp_path / "tokenizer/merges.txt").stat().st_mtime_ns
    assert tokenizer("red circle").get_vocab() == first
    assert (tmp_path / "tokenizer/merges.txt").stat().st_mtime_ns == written
    assert tokenizer("blue square", resumed=True).get_vocab() == first
    assert tokenizer("blue square").get_vocab() != first
    assert tokenizer("blue square", longest=5).model_max_length == 5
    assert tokenizer("red circle").get_vocab() == first  # learning is the same each time


def test_a_picture_that_is_edited_to_as_many_bytes_is_another_and_a_copy_is_not(tmp_path):
    def of(name, content):
        (tmp_path / name).mkdir()
        (tmp_path / name / "picture.png").write_bytes(content)
        return fingerprint([Record(tmp_path / name / "picture.png", ("a",))])

    assert of("first", b"one") == of("copy", b"one") != of("edited", b"two")


def test_the_guard_resumes_with_its_rollbacks(tmp_path):
    def spoil(step, loss):
        return loss * torch.nan if step in (12, 13, 14, 33, 34, 35) else loss

    trainers = []
    for name, interrupted in (("whole", False), ("killed", True)):
        settings = toy_run(tmp_path / name, steps=60)
        if interrupted:
            def kill(step, loss):
                if step == 34:
                    raise Killed
                return spoil(step, loss)

            with pytest.raises(Killed):
                trainer_of(settings, Toy(settings, kill)).train()
        trainers.append(trainer_of(settings, Toy(settings, spoil)))
        assert trainers[-1].train()
    whole, resumed = trainers
    assert whole._guard.rollbacks == 2 and whole._guard.state() == resumed._guard.state()
    assert all(map(torch.equal, weights(resumed), weights(whole)))


def test_a_damaged_checkpoint_is_passed_over_and_old_ones_go(tmp_path, capsys):
    settings = toy_run(tmp_path, steps=50, run={"keep_checkpoints": 2})
    whole = trainer_of(settings, Toy(settings))
    whole.train()
    files = sorted((tmp_path / "checkpoints").iterdir())
    assert [file.name for file in files] == ["step-00000040.pt", "step-00000050.pt"]
    files[1].write_bytes(files[1].read_bytes()[:-200])
    again = trainer_of(settings, Toy(settings))
    again.train()
    assert "step-00000050.pt cannot be read and is passed over" in capsys.readouterr().err.replace("\n", "")
    assert all(map(torch.equal, weights(again), weights(whole)))
    for file in (tmp_path / "checkpoints").iterdir():
        file.write_bytes(b"nothing")
    with pytest.raises(ExportError, match="none of the checkpoints"):
        trainer_of(settings, Toy(settings)).train()


@pytest.mark.parametrize("kind", [OSError, RuntimeError])
def test_a_checkpoint_that_could_not_be_written_leaves_the_last_one(kind, tmp_path, monkeypatch):
    settings = toy_run(tmp_path, steps=20)
    save = torch.save

    def full_disk(state, file):
        save(state, file)
        if state["step"] == 20:
            raise kind("No space left on device")

    monkeypatch.setattr(torch, "save", full_disk)
    with pytest.raises(ExportError, match=r"step-00000020\.pt cannot be written: No space left on device"):
        trainer_of(settings, Toy(settings)).train()
    assert [file.name for file in (tmp_path / "checkpoints").iterdir()] == ["step-00000010.pt"]


def test_what_a_killed_process_left_half_written_goes_when_it_is_written_again(tmp_path):
    for name in (".log.jsonl.123", ".log.jsonl.kept", ".model.123"):
        (tmp_path / name).write_text("half")
    (tmp_path / ".model.456").mkdir()
    write_atomically(tmp_path / "log.jsonl", lambda file: file.write_text("whole"))
    replace_folder(tmp_path / "model", lambda folder: folder.mkdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == [".log.jsonl.kept", "log.jsonl", "model"]


def test_a_kill_takes_no_lines_of_the_log_from_before_the_checkpoint(tmp_path, monkeypatch):
    settings = toy_run(tmp_path, steps=40, run={"log_every": 4})
    monkeypatch.setattr(Reports, "__exit__", lambda *_: None)  # of a process that is killed

    def kill(step, loss):
        if step == 33:
            raise Killed
        return loss

    with pytest.raises(Killed):
        trainer_of(settings, Toy(settings, kill)).train()
    assert trainer_of(settings, Toy(settings)).train()
    steps = [json.loads(line)["step"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert steps == list(range(4, 41, 4))


def test_another_configuration_is_refused_by_key(tmp_path):
    first = toy_run(tmp_path, steps=20)
    trainer_of(first, Toy(first)).train()
    other = toy_run(tmp_path, steps=20, optimizer={"learning_rate": 0.5}, run={"log_every": 3})
    with pytest.raises(ExportError, match=r"another configuration: optimizer.learning_rate \(was 0.02, is 0.5\)"):
        trainer_of(other, Toy(other)).train()


def test_ctrl_c_saves_and_the_same_command_goes_on(shapes_folder, tmp_path):
    settings = autoencoder_run(tmp_path / "run", shapes_folder, run={"steps": 100_000, "checkpoint_every": 100_000})
    file = tmp_path / "run.toml"
    file.write_text(to_toml(settings))
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(PACKAGE)}
    command = [sys.executable, "-m", "latent_diffusion_export", "train", "autoencoder", str(file)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    while "step 3 " not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    output = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and "the same command goes on from here" in output
    (saved,) = (tmp_path / "run/checkpoints").iterdir()
    step = int(saved.stem.removeprefix("step-"))
    trainer = trainer_of(settings)
    trainer._resume()
    assert trainer.step == step >= 3


@pytest.mark.parametrize("when", ["in the last step", "in the export"])
def test_a_signal_after_the_last_step_ends_the_run_at_once(when, tmp_path, capsys):
    settings = toy_run(tmp_path, steps=20)

    def kill_in_step(step, loss):
        if when == "in the last step" and step == 19:
            os.kill(os.getpid(), signal.SIGTERM)
        return loss

    trainer = trainer_of(settings, Toy(settings, kill_in_step))
    finish = trainer._task.finish

    def kill_in_export(folder):
        if when == "in the export":
            os.kill(os.getpid(), signal.SIGTERM)
            raise AssertionError("the export went on")
        finish(folder)

    trainer._task.finish = kill_in_export
    assert not trainer.train()
    assert not (tmp_path / "finished").exists()
    assert (tmp_path / "checkpoints/step-00000020.pt").is_file()
    assert "the same command goes on from here" in capsys.readouterr().err.replace("\n", " ")
    again = trainer_of(settings, Toy(settings))
    assert again.train() and (tmp_path / "finished").is_file()
    assert again._task.steps_seen == []


def test_latents_that_are_computed_stay_where_a_run_is_stopped(shapes_folder, autoencoder_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(latents, "_PART", 16)
    encode, encoded = latents._encoded, []

    def stopping(autoencoder, context, rows, told):
        if len(encoded) == 2:
            raise Killed
        encoded.append(rows)
        return encode(autoencoder, context, rows, told)

    def file_of(name):
        trainer_of(denoiser_run(tmp_path / name, shapes_folder, autoencoder_folder))
        return latents._read(tmp_path / name / "latents.safetensors")

    whole = file_of("whole")
    monkeypatch.setattr(latents, "_encoded", stopping)
    with pytest.raises(Killed):
        file_of("stopped")
    monkeypatch.setattr(latents, "_encoded", lambda autoencoder, context, rows, told: encoded.append(rows) or encode(
        autoencoder, context, rows, told))
    means, deviations, backgrounds = file_of("stopped")
    assert torch.equal(means, whole[0]) and torch.equal(deviations, whole[1]) and backgrounds == whole[2]
    rows = [row for part in encoded for row in part]
    assert rows == sorted(set(rows)) and len(rows) == 2 * 36 and not (tmp_path / "stopped/latents").exists()


def test_damaged_latents_are_computed_anew(shapes_folder, autoencoder_folder, tmp_path):
    settings, file = denoiser_run(tmp_path, shapes_folder, autoencoder_folder), tmp_path / "latents.safetensors"
    trainer_of(settings)
    whole, content = latents._read(file), file.read_bytes()
    file.unlink()  # what was read is mapped from it
    file.write_bytes(content[:100])
    trainer_of(settings)
    assert all(map(torch.equal, latents._read(file)[:2], whole[:2]))


def test_a_damaged_log_ends_no_run(tmp_path):
    settings = toy_run(tmp_path, steps=20)
    trainer_of(settings, Toy(settings)).train()
    log = tmp_path / "log.jsonl"
    whole = log.read_text()
    log.write_bytes(whole.encode() + b'{"step": 20, "lo\xff\n3\n')
    trainer_of(settings, Toy(settings)).train()
    assert log.read_text() == whole
