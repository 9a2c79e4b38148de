"""What the guard catches: gradients that are not finite, spikes, a learning rate that is too high."""

import json
import math

import pytest
import torch

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration.run_sections import Guard as Options
from latent_diffusion_export.training.loop.guard import Guard, Verdict

from training.support import trainer_of
from training.toy import Toy, toy_run


def spoiled(tmp_path, spoil, **sections):
    settings = toy_run(tmp_path, **sections)
    task = Toy(settings, spoil)
    trainer = trainer_of(settings, task)
    return task, trainer


def test_a_gradient_that_is_not_finite_changes_nothing(tmp_path):
    before = []

    def spoil(step, loss):
        if step == 6:
            before.append(task.weight.detach().clone())
            return loss * torch.tensor(math.nan)
        if step == 7:
            before.append(task.weight.detach().clone())
        return loss

    task, trainer = spoiled(tmp_path, spoil, steps=20)
    assert trainer.train()
    assert torch.equal(before[0], before[1])
    assert (trainer._guard.skipped, trainer._guard.rollbacks) == (1, 0)
    assert task.weight.isfinite().all()


def test_a_finite_loss_with_infinite_gradients_is_caught(tmp_path):
    task, trainer = spoiled(tmp_path, lambda step, loss: loss + (task.weight.sum() * 0).sqrt() if step == 6 else loss, steps=10)
    assert trainer.train()
    assert trainer._guard.skipped == 1 and task.weight.isfinite().all()


def test_repeated_ones_return_to_the_last_good_average_and_lower_the_learning_rate(tmp_path):
    seen = []

    def spoil(step, loss):
        if step == 60:
            seen.append([value.clone() for value in trainer._good])
        if step == 63:
            seen.append(task.weight.detach().clone())
        return loss * math.inf if step in (60, 61, 62) else loss

    task, trainer = spoiled(tmp_path, spoil)
    assert trainer.train()
    assert torch.equal(seen[0][0], seen[1])
    assert trainer._guard.rollbacks == 1 and trainer._guard.learning_rate_factor == 0.5
    assert rates(tmp_path)[-1] == pytest.approx(0.01)
    assert losses(tmp_path)[-1] < 0.2 * losses(tmp_path)[0]


def test_weights_that_turned_bad_by_themselves_are_replaced(tmp_path):
    def spoil(step, loss):
        if step == 30:
            task.weight.data.fill_(math.nan)
        return loss

    task, trainer = spoiled(tmp_path, spoil)
    assert trainer.train()
    assert trainer._guard.rollbacks == 1 and task.weight.isfinite().all()


def test_a_spike_is_left_out(tmp_path):
    task, trainer = spoiled(tmp_path, lambda step, loss: loss * 100 if step == 30 else loss)
    assert trainer.train()
    assert (trainer._guard.skipped, trainer._guard.rollbacks) == (1, 0)


def test_a_learning_rate_that_is_too_high_is_lowered_until_the_loss_falls(tmp_path):
    learned = {"optimizer": {"learning_rate": 5.0, "clip_norm": 0.0}, "guard": {"largest_rollbacks": 20}}
    task, trainer = spoiled(tmp_path, lambda step, loss: loss, steps=400, **learned)
    assert trainer.train()
    assert trainer._guard.rollbacks >= 3
    assert losses(tmp_path)[-1] < losses(tmp_path)[0]

    unguarded = {"optimizer": {"learning_rate": 5.0, "clip_norm": 0.0}, "guard": {"divergence_factor": 1e30, "spike_factor": 1e30}}
    _, without = spoiled(tmp_path / "without", lambda step, loss: loss, steps=400, **unguarded)
    without.train()
    assert losses(tmp_path / "without")[-1] > 10 * losses(tmp_path)[-1]


@pytest.mark.parametrize("seed", range(3))
def test_the_wide_noise_of_single_pictures_is_no_fault(seed):
    random, guard = torch.Generator().manual_seed(seed), Guard(Options())
    losses = torch.empty(5000).exponential_(generator=random) * torch.linspace(0.2, 0.1, 5000)
    verdicts = [guard.judge(float(loss), 1.0) for loss in losses]
    assert guard.rollbacks == 0 and guard.skipped <= 5 and verdicts[-1] is Verdict.GOOD


def test_a_slow_divergence_is_caught_before_the_loss_is_three_times_as_high():
    random, guard = torch.Generator().manual_seed(0), Guard(Options())
    for _ in range(500):
        guard.judge(0.1 + 0.02 * float(torch.rand((), generator=random)), 1.0)
    for step in range(2000):
        loss = 0.11 * 1.005 ** step
        if guard.judge(loss, 1.0) is Verdict.ROLL_BACK:
            break
    assert guard.rollbacks == 1 and loss < 0.33


def test_a_run_that_cannot_be_saved_gives_up_with_advice(tmp_path):
    _, trainer = spoiled(tmp_path, lambda step, loss: loss * math.nan if step > 20 else loss, guard={"largest_rollbacks": 2})
    with pytest.raises(ExportError, match="the loss is nan; the weights went back 2 times already. Lower optimizer.learning_rate"):
        trainer.train()
    assert list((tmp_path / "checkpoints").glob("*.pt"))


def test_the_average_counts_as_good_only_when_nothing_is_wrong():
    guard = Guard(Options(window=2, good_every=5, divergence_factor=2.0))
    assert [guard.judge(1.0, 1.0) for _ in range(30)] == [Verdict.GOOD] * 30
    assert guard.is_good_moment(5) and not guard.is_good_moment(6)
    assert guard.judge(math.nan, 1.0) is Verdict.SKIP
    assert not guard.is_good_moment(5)
    for _ in range(2):
        guard.judge(1.9, 1.0)
    assert not guard.is_good_moment(10)  # the mean is far above its lowest, and not yet a divergence


def rates(folder):
    return [line["learning_rate"] for line in log(folder) if "learning_rate" in line]


def losses(folder):
    return [line["loss"] for line in log(folder) if "loss" in line]


def log(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
