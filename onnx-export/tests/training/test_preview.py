"""A cheap decoder of an autoencoder's latents."""

import numpy as np
import onnxruntime
import pytest
import torch
from diffusers import AutoencoderKL, AutoencoderTiny

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration import PreviewRun
from latent_diffusion_export.training.runs import task_of, train
from latent_diffusion_export.training.tasks.task import Places

from training.support import context_of, ends_of, run_of, trainer_of


def preview_run(folder, data, autoencoder, /, **sections):
    return run_of(PreviewRun, folder, data, {"preview": {"autoencoder": str(autoencoder), "channels": 8, "blocks": 1}}, sections)


@pytest.fixture(scope="module")
def shifted(tmp_path_factory):
    """An autoencoder with a shift, as Stable Diffusion 3's."""
    torch.manual_seed(3)
    folder = tmp_path_factory.mktemp("shifted")
    AutoencoderKL(block_out_channels=(4, 4, 4), down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3,
                  latent_channels=6, norm_num_groups=2, scaling_factor=1.5, shift_factor=0.06).save_pretrained(folder)
    return folder


def test_it_learns_what_the_other_decodes_and_encodes(shifted, shapes_folder, tmp_path):
    settings = preview_run(tmp_path, shapes_folder, shifted, run={"steps": 80}, optimizer={"learning_rate": 1e-2})
    trainer = trainer_of(settings)
    task, finish, before = trainer._task, trainer._task.finish, _errors(trainer._task, shifted)
    after = []
    task.finish = lambda folder: (after.extend(_errors(task, shifted)), finish(folder))
    assert trainer.train()
    assert all(now < 0.5 * then for now, then in zip(after, before))
    learnt = AutoencoderTiny.from_pretrained(tmp_path / "autoencoder")
    latents = torch.randn(2, 6, 3, 5)
    session = onnxruntime.InferenceSession(tmp_path / "onnx/model.onnx")
    drawn, = session.run(["sample"], {"latent_sample": latents.numpy()})
    with torch.no_grad():
        np.testing.assert_allclose(drawn, learnt.decode(latents).sample, atol=2e-2)  # weights are stored as float16
    card = (tmp_path / "autoencoder/README.md").read_text(encoding="utf-8")
    assert "for previews while denoising" in card and "| the other's encoder, this decoder | PSNR" in card


def _errors(task, folder) -> tuple[float, float]:
    """How far decoder and encoder are from the other's, whose latents are scaled as diffusers' pipelines do."""
    other, pictures = AutoencoderKL.from_pretrained(folder), task._pictures(Places(0, 16, 16))
    with torch.no_grad():
        raw = other.encode(pictures).latent_dist.mean
        latents = (raw - other.config.shift_factor) * other.config.scaling_factor
        decoded, encoded = task.autoencoder.decode(latents).sample, task.autoencoder.encode(pictures).latents
        return float((decoded - other.decode(raw).sample).square().mean()), float((encoded - latents).square().mean())


def test_a_run_resumes_bit_for_bit(autoencoder_folder, shapes_folder, tmp_path):
    ends = ends_of(lambda name: preview_run(tmp_path / name, shapes_folder, autoencoder_folder))
    assert all(map(torch.equal, *ends))


def test_it_goes_on_from_an_earlier_one_with_a_discriminator(shifted, shapes_folder, tmp_path):
    assert train(preview_run(tmp_path / "first", shapes_folder, shifted))
    start = tmp_path / "first/autoencoder"
    task = task_of(context_of(preview_run(tmp_path / "next", shapes_folder, shifted, preview={"start": str(start)},
                                          adversarial={"weight": 0.1, "start": 0.0, "channels": 4, "layers": 1})))
    earlier = AutoencoderTiny.from_pretrained(start).state_dict()
    assert all(map(torch.equal, task.autoencoder.state_dict().values(), earlier.values()))
    assert [player.name for player, _, _ in task.losses(0, Places(0, 2, 2))] == ["autoencoder", "discriminator"]


@pytest.mark.parametrize("change, message", [
    ({"data": {"size": 18}}, "data.size is 18; it must be a multiple of 4"),
    ({"preview": {"autoencoder": "absent"}}, "absent holds no autoencoder"),
    ({"loss": dict.fromkeys(("l1", "gradient", "low_pass", "latents"), 0)}, "loss.low_pass, loss.latents are all 0 and there is no"),
    ({"preview": {"start": "absent"}}, "absent cannot be loaded as an AutoencoderTiny"),
])
def test_what_cannot_be_is_named(change, message, shifted, shapes_folder, tmp_path):
    with pytest.raises(ExportError, match=message):
        task_of(context_of(preview_run(tmp_path, shapes_folder, shifted, **change)))


def test_a_start_with_other_latents_is_refused(shifted, shapes_folder, tmp_path):
    AutoencoderTiny(encoder_block_out_channels=(4,) * 3, decoder_block_out_channels=(4,) * 3, num_encoder_blocks=(1,) * 3,
                    num_decoder_blocks=(1,) * 3).save_pretrained(tmp_path / "tiny")
    with pytest.raises(ExportError, match="has 4 latent channels and 3 sizes of picture; .* has 6 and 3"):
        task_of(context_of(preview_run(tmp_path, shapes_folder, shifted, preview={"start": str(tmp_path / "tiny")})))
