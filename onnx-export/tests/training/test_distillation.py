"""Fewer steps: consistency distillation."""

import pytest
import torch
from diffusers import LCMScheduler, StableDiffusionPipeline
from safetensors.torch import load_file

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration import DistillationRun
from latent_diffusion_export.training.losses.consistency import boundary, huber
from latent_diffusion_export.training.losses.noise import NoiseLevels
from latent_diffusion_export.training.result import denoiser
from latent_diffusion_export.training.runs import task_of
from latent_diffusion_export.training.tasks.task import Places
from latent_diffusion_references.tiny import stable_diffusion_xl

from training.support import context_of, ends_of, further_run, trainer_of


def distillation_run(folder, data, start, lora={"rank": 2}, **sections):
    return further_run(DistillationRun, folder, data, start, lora=lora, **sections)


def test_the_boundary_is_that_of_the_scheduler_that_draws():
    scheduler = LCMScheduler()
    timesteps = torch.tensor([0, 19, 999])
    skip, share = boundary(timesteps)
    for number, timestep in enumerate(timesteps):
        wanted = scheduler.get_scalings_for_boundary_condition_discrete(timestep)
        torch.testing.assert_close((skip[number].item(), share[number].item()), tuple(float(value) for value in wanted))
    assert (skip[0].item(), share[0].item()) == (1, 0)


def test_the_loss_is_a_square_near_zero_and_a_distance_far_from_it():
    assert huber(torch.tensor([1e-5]), 0.001).item() == pytest.approx(1e-10 / 0.002, rel=1e-2)
    assert huber(torch.tensor([-3.0]), 0.001).item() == pytest.approx(3 - 0.001, rel=1e-4)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_what_a_prediction_stands_for(prediction):
    levels = NoiseLevels({"num_train_timesteps": 1000, "prediction_type": prediction}, torch.device("cpu"))
    clean, noise, timesteps = torch.randn(3, 4, 2, 2), torch.randn(3, 4, 2, 2), torch.tensor([19, 500, 900])
    sample, output = levels.noised(clean, noise, timesteps), levels.target(clean, noise, timesteps)
    torch.testing.assert_close(levels.clean(sample, output, timesteps), clean, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(levels.noise(sample, output, timesteps), noise, rtol=1e-3, atol=1e-4)


def test_the_teacher_goes_one_step_of_guided_ddim(saved, shapes_folder, tmp_path):
    from diffusers import DDIMScheduler

    task = task_of(context_of(distillation_run(tmp_path, shapes_folder, saved, loss={"guidance": 3.0, "solver_steps": 10})))
    pipeline = StableDiffusionPipeline.from_pretrained(saved, safety_checker=None)
    scheduler = DDIMScheduler.from_config(pipeline.scheduler.config, timestep_spacing="trailing", clip_sample=False)
    scheduler.set_timesteps(10)
    sample = torch.randn(1, *task._latents.shape)
    embed = lambda text: pipeline.encode_prompt(text, "cpu", 1, False)[0]  # noqa: E731
    with torch.no_grad():
        told, untold = (pipeline.unet(sample, 599, embed(text)).sample for text in ("a red circle", ""))
        wanted = scheduler.step(untold + 3 * (told - untold), 599, sample).prev_sample
        for parameter in task.players[0].parameters.values():  # the teacher knows nothing of what the student learnt
            parameter.add_(1.0)
        got = task._teacher_step(sample, torch.tensor([599]), torch.tensor([499]),
                                 *(task._conditioning([text]) for text in ("a red circle", "")))
    torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("method", ["lora", "full"])
def test_what_is_learnt_draws_with_lcm_and_comes_closer_to_the_teacher(method, saved, shapes_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(denoiser, "export", lambda model, out, options: out.mkdir())
    settings = distillation_run(tmp_path, shapes_folder, saved, run={"steps": 60}, model={"method": method}, loss={"solver_steps": 10},
                                optimizer={"learning_rate": 3e-3 if method == "lora" else 3e-4})
    trainer = trainer_of(settings)
    task, finish, errors = trainer._task, trainer._task.finish, [_error(trainer._task)]
    task.finish = lambda folder: errors.append(_error(task)) or finish(folder)
    assert trainer.train()
    assert errors[1] < 0.9 * errors[0]
    learnt = StableDiffusionPipeline.from_pretrained(tmp_path / "model")
    assert isinstance(learnt.scheduler, LCMScheduler) and learnt.scheduler.config.original_inference_steps == 10
    adapter = tmp_path / "lora/pytorch_lora_weights.safetensors"
    assert adapter.is_file() == (method == "lora")
    assert method == "full" or {value.dtype for value in load_file(adapter).values()} == {torch.float16}
    assert "draws in few steps" in (tmp_path / "model/README.md").read_text(encoding="utf-8")
    before = StableDiffusionPipeline.from_pretrained(saved, safety_checker=None)
    changed = [name for name, value in learnt.unet.state_dict().items() if not torch.equal(value, before.unet.state_dict()[name])]
    assert changed and (method == "full" or all(any(target in name for target in settings.lora.targets) for name in changed))
    assert all(map(torch.equal, learnt.text_encoder.state_dict().values(), before.text_encoder.state_dict().values()))


def _error(task) -> float:
    """How far the answer at a noise level is from the one at the level to which the teacher leads, over many pictures."""
    with torch.no_grad():
        return sum(values["error"].item() for place in range(16) for _, _, values in task.losses(0, Places(2 * place, 2, 2))) / 16


def test_a_run_resumes_bit_for_bit(saved, shapes_folder, tmp_path):
    ends = ends_of(lambda name: distillation_run(tmp_path / name, shapes_folder, saved))
    assert all(map(torch.equal, *ends))


def test_sdxl_is_distilled_too(shapes_folder, tmp_path):
    stable_diffusion_xl.pipeline().save_pretrained(tmp_path / "xl")
    trainer = trainer_of(distillation_run(tmp_path / "run", shapes_folder, tmp_path / "xl"))
    trainer._task.finish = lambda folder: None
    before = [value.detach().clone() for value in trainer._model]
    assert trainer.train()
    assert sum(not torch.equal(old, new) for old, new in zip(before, trainer._model)) > 0.4 * len(before)


def test_more_steps_than_noise_levels_are_refused(saved, shapes_folder, tmp_path):
    with pytest.raises(ExportError, match="loss.solver_steps is 1001; the model has 1000 noise levels"):
        task_of(context_of(distillation_run(tmp_path, shapes_folder, saved, loss={"solver_steps": 1001})))


def test_samples_of_more_steps_than_the_scheduler_draws_are_refused_before_the_training(saved, shapes_folder, tmp_path):
    with pytest.raises(ExportError, match="samples.steps is 6; the LCM scheduler draws in at most loss.solver_steps, which is 5"):
        task_of(context_of(distillation_run(tmp_path, shapes_folder, saved, samples={"steps": 6}, loss={"solver_steps": 5})))
