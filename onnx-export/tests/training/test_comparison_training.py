"""Each technique trains, goes on, fails and is exported."""

import json

import onnxruntime
import pytest
import torch

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.comparison import failure, techniques
from latent_diffusion_export.training.comparison.pictures import PictureBank
from latent_diffusion_export.training.comparison.run import train
from latent_diffusion_export.training.comparison.settings import Settings
from latent_diffusion_export.training.comparison.techniques import vae
from latent_diffusion_export.training.comparison.techniques.autoregressive import chosen
from latent_diffusion_export.training.comparison.techniques.quantiser import Quantiser
from latent_diffusion_export.training.comparison.trainer import BudgetTrainer
from latent_diffusion_export.training.data import shapes


@pytest.fixture(scope="module")
def settings(shapes_folder):
    return lambda **changed: Settings(**{"data": shapes_folder, "budget": 8, "clock": "steps", "size": 16, "width": 8, "batch_size": 4,
                                         "held_out": 4, "precision": "float32", **changed})


@pytest.fixture(scope="module")
def trainer(settings):
    """A technique and its trainer, in a folder."""
    def make(name, folder, **changed):
        options = settings(**changed)
        technique = techniques.create(name, options, PictureBank(options), torch.device("cpu"))
        return technique, BudgetTrainer(technique, options, folder)

    return make


def _weights(technique):
    return torch.cat([value.float().flatten() for value in technique.modules.state_dict().values()])


@pytest.mark.parametrize("name", techniques.CATALOGUE)
def test_a_run_ends_in_a_result_and_graphs_and_is_not_made_twice(name, settings, tmp_path):
    result = train(name, settings(), tmp_path)
    assert (result["technique"], result["steps"], result["pictures"], result["seconds"]) == (name, 8, 32, 8)
    assert 0 < result["parameters_to_draw"] <= result["parameters"] and result["largest_difference"] < 1e-4
    description = json.loads((tmp_path / "onnx/technique.json").read_text())
    assert (description["technique"], description["size"]) == (name, 16)
    for graph in (tmp_path / "onnx").glob("*/model.onnx"):
        assert onnxruntime.InferenceSession(graph).get_outputs()
    assert (tmp_path / "samples.png").is_file() and (tmp_path / "log.jsonl").read_text().count("\n") == 8
    assert train(name, settings(), tmp_path) == result
    with pytest.raises(ExportError, match="result.json is of budget .was 8, is 9."):
        train(name, settings(budget=9), tmp_path)


@pytest.mark.parametrize("name", techniques.CATALOGUE)
def test_a_run_that_was_cut_off_ends_as_one_that_was_not(name, trainer, tmp_path, monkeypatch):
    whole, uncut = trainer(name, tmp_path / "whole")
    assert uncut.train().steps == 8
    _, cut = trainer(name, tmp_path / "cut", checkpoint_every=1)
    last, step = cut._stages[-1], cut._stages[-1].losses
    monkeypatch.setattr(last, "losses", lambda number: (_ for _ in ()).throw(KeyboardInterrupt) if cut._all_steps == 6 else step(number))
    cut._stages[-1] = last
    with pytest.raises(KeyboardInterrupt):
        cut.train()
    again, resumed = trainer(name, tmp_path / "cut", checkpoint_every=1)
    assert resumed.train().steps == 8
    torch.testing.assert_close(_weights(again), _weights(whole), rtol=0, atol=0)


def test_the_budget_is_shared_between_stages(trainer, tmp_path):
    _, run = trainer("latent", tmp_path, budget=10)
    run.train()
    stages = [json.loads(line)["stage"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert stages == [0] * 4 + [1] * 6


def test_training_lowers_the_loss(trainer, tmp_path):
    for name, key, steps in (("vae", "error", 60), ("autoregressive", "loss", 300), ("latent", "loss", 300)):
        _, run = trainer(name, tmp_path / name, budget=steps, batch_size=16)
        run.train()
        lines = [json.loads(line) for line in (tmp_path / name / "log.jsonl").read_text().splitlines()]
        first = [line[key] for line in lines if line["stage"] == 0]
        assert sum(first[-5:]) < 0.85 * sum(first[:5]), name


def test_a_loss_that_is_not_finite_is_a_failure(trainer, settings, tmp_path, monkeypatch):
    technique, run = trainer("vae", tmp_path)
    step = run._stages[0].losses
    monkeypatch.setattr(run._stages[0], "losses", lambda number: ((player, loss * (float("nan") if number == 2 else 1), values)
                                                                 for player, loss, values in step(number)))
    outcome = run.train()
    assert outcome.failure.startswith("step 3: the loss is nan") and outcome.steps == 3
    assert _weights(technique).isfinite().all()


def test_pictures_that_are_alike_or_not_finite_are_a_failure():
    real = torch.randn(8, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    assert failure.of_pictures(real, real) is None
    assert "collapse" in failure.of_pictures(real[:1] + 0.1 * real, real)
    assert "not finite" in failure.of_pictures(real * float("inf"), real)


def test_pictures_that_are_not_finite_end_in_a_result_without_graphs(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(vae.Vae, "sample", lambda technique, count, seed: torch.full((count, 3, 16, 16), float("nan")))
    assert train("vae", settings(), tmp_path)["failure"] == "drawn pictures are not finite"
    assert "NaN" not in (tmp_path / "result.json").read_text() and not (tmp_path / "onnx").exists()


def test_a_finished_run_of_another_technique_is_not_taken(settings, tmp_path):
    train("vae", settings(), tmp_path)
    with pytest.raises(ExportError, match="result.json is of vae"):
        train("gan", settings(), tmp_path)


def test_a_run_goes_on_with_its_own_settings_only(trainer, tmp_path):
    trainer("vae", tmp_path)[1].train()
    with pytest.raises(ExportError, match="batch_size .was 4, is 8."):
        trainer("vae", tmp_path, batch_size=8)[1].train()


@pytest.mark.parametrize("wrong", [{"size": 48}, {"size": 8}, {"width": 12}, {"budget": 0}, {"budget": float("nan")}, {"clock": "sun"},
                                   {"precision": "int8"}, {"batch_size": 1}, {"device": "tpu"}])
def test_wrong_settings_are_named(settings, wrong):
    with pytest.raises(ExportError, match=next(iter(wrong))):
        settings(**wrong)


def test_seeds_share_what_is_held_out_and_not_the_order(settings, tmp_path):
    bank = PictureBank(settings())
    assert len(bank) == 36 and len(bank.held_out) == 4
    other = bank.with_seed(1)
    assert not torch.equal(bank.batch(0), other.batch(0)) and torch.equal(bank.batch(0), bank.with_seed(0).batch(0))
    seen = torch.cat([bank.draw(step)[0] for step in range(9)])
    assert seen.unique().numel() == 36  # each once in an epoch
    shapes.write(tmp_path / "few", count=9, size=16)
    with pytest.raises(ExportError, match="20 or more"):
        PictureBank(settings(data=tmp_path / "few"))


def test_no_two_codes_are_equal_though_few_vectors_were_seen():
    model, vectors = Quantiser(16, 8, codes=64, length=4), torch.randn(2, 10, 4)
    model.start(vectors)
    model.learn(vectors, model.nearest(vectors))
    assert model.codes.unique(dim=0).shape == (64, 4)
    assert torch.cdist(model.codes, vectors.reshape(-1, 4)).min(1).values.max() < 0.5  # and each is near one of them


def test_tokens_are_drawn_by_their_probabilities():
    logits = torch.tensor([[0.0, 1.0, 2.0]])
    draws = torch.linspace(0, 1, 1001)[:-1]
    counts = torch.bincount(chosen(logits.expand(len(draws), -1), draws), minlength=3) / len(draws)
    torch.testing.assert_close(counts, logits[0].softmax(0), atol=2e-3, rtol=0)
    assert chosen(torch.tensor([[-1e4, 0.0]]), torch.zeros(1)).item() == 1  # no chance, even for the lowest draw


def test_unknown_techniques_are_named(settings, tmp_path):
    with pytest.raises(ExportError, match="unknown technique flow; it is one of gan, vae"):
        train("flow", settings(), tmp_path)
