"""Decoders that learn alone, for the latents that denoisers know: as they were, and for larger pictures."""

import json

import pytest
import torch
import torch.nn.functional as F

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.export import Options, export
from latent_diffusion_export.training.result.measurement import onnx_autoencoder
from latent_diffusion_export.training.tasks.new_autoencoder import factor_of, load_autoencoder
from latent_diffusion_export.training.tasks.pixel_shuffle import enlarged, smoothing
from training.support import autoencoder_run, context_of, ends_of, task_of, trainer_of


@torch.no_grad()
def test_an_enlarged_autoencoder_has_the_latents_of_the_halved_picture(autoencoder_folder):
    known = load_autoencoder(autoencoder_folder)
    larger, pictures = enlarged(known), torch.rand(2, 3, 48, 32, generator=torch.Generator().manual_seed(1)) * 2 - 1
    expected = known.encode(F.avg_pool2d(pictures, 2)).latent_dist
    found = larger.encode(pictures).latent_dist
    torch.testing.assert_close(found.mean, expected.mean)
    torch.testing.assert_close(found.std, expected.std)
    assert larger.decode(found.mean).sample.shape == pictures.shape and factor_of(larger) == 16
    flat = smoothing(3)(torch.full((1, 3, 4, 6), 0.3))
    torch.testing.assert_close(flat, torch.full_like(flat, 0.3))  # to the edge
    columns = torch.tensor([1.0, -1.0]).repeat(3).expand(1, 3, 4, 6)
    torch.testing.assert_close(smoothing(3)(columns)[..., 1:-1], torch.zeros(1, 3, 4, 4))
    again = enlarged(larger)
    torch.testing.assert_close(again.encode(F.interpolate(pictures, scale_factor=2)).latent_dist.mean, expected.mean)
    assert again.decode(expected.mean).sample.shape == (2, 3, 96, 64)


def test_only_the_decoder_learns_and_denoisers_keep_their_latents(autoencoder_folder, shapes_folder, tmp_path):
    settings = autoencoder_run(tmp_path, shapes_folder, data={"size": 32}, loss={"latent_noise": 0.2}, autoencoder={
        "start": str(autoencoder_folder), "decoder_only": True, "enlarge": True})
    known, trainer = load_autoencoder(autoencoder_folder), trainer_of(settings)
    before = [value.clone() for value in trainer._model]
    assert trainer.train()
    assert all((value != was).any() for value, was in zip(trainer._model, before, strict=True))
    learnt = load_autoencoder(tmp_path)
    pictures = context_of(settings).pictures.plain(context_of(settings).pictures.held_out)
    with torch.no_grad():
        torch.testing.assert_close(learnt.encode(pictures).latent_dist.mean, known.encode(F.avg_pool2d(pictures, 2)).latent_dist.mean)
    assert learnt.config.scaling_factor == known.config.scaling_factor
    assert "kl" not in json.loads((tmp_path / "log.jsonl").read_text().splitlines()[-1])
    card = (tmp_path / "autoencoder/README.md").read_text()
    assert "factor 16, trained at 32x32" in card and f"trained on the latents of {autoencoder_folder}, which are this one's" in card


def test_an_enlarged_autoencoder_replaces_that_of_a_model(saved, autoencoder_folder, tmp_path):
    autoencoder = enlarged(load_autoencoder(autoencoder_folder)).eval()
    autoencoder.save_pretrained(tmp_path / "vae")
    export(str(saved), tmp_path / "onnx", Options(only=["vae_encoder", "vae_decoder"], replaced={"vae": str(tmp_path / "vae")}))
    pictures = torch.rand(2, 3, 48, 32, generator=torch.Generator().manual_seed(1)) * 2 - 1
    with torch.no_grad():
        expected = autoencoder.decode(autoencoder.encode(pictures).latent_dist.mean).sample
    torch.testing.assert_close(onnx_autoencoder(tmp_path / "onnx")(pictures), expected, atol=1e-5, rtol=1e-4)


def test_a_run_with_noise_on_latents_that_was_stopped_ends_with_the_same_bits(autoencoder_folder, shapes_folder, tmp_path):
    whole, stopped = ends_of(lambda name: autoencoder_run(
        tmp_path / name, shapes_folder, run={"steps": 4, "checkpoint_every": 1}, loss={"latent_noise": 0.5},
        autoencoder={"start": str(autoencoder_folder), "decoder_only": True}))
    assert all(torch.equal(a, b) for a, b in zip(whole, stopped, strict=True))


def test_the_decoder_of_diffusers_autoencoder_learns_alone(shapes_folder, tmp_path):
    kind = {"kind": "AutoencoderKL", "block_channels": [4, 4], "norm_groups": 4}
    trainer_of(autoencoder_run(tmp_path / "first", shapes_folder, run={"steps": 1}, autoencoder=kind)).train()
    task = task_of(context_of(autoencoder_run(tmp_path / "second", shapes_folder, autoencoder={
        "start": str(tmp_path / "first"), "decoder_only": True})))
    assert {name.split(".")[1] for name in task.players[0].parameters} == {"decoder", "post_quant_conv"}


@pytest.mark.parametrize(("options", "message"), [
    ({"decoder_only": True}, "autoencoder.decoder_only wants autoencoder.start"),
    ({"enlarge": True}, "autoencoder.enlarge wants autoencoder.start"),
    ({"enlarge": True, "start": "kl"}, "is for a PixelShuffleAutoencoder; .* is a AutoencoderKL"),
])
def test_what_has_no_latents_to_keep_is_refused(options, message, shapes_folder, tmp_path):
    if "start" in options:
        from diffusers import AutoencoderKL

        AutoencoderKL(block_out_channels=(4, 4), norm_num_groups=4, down_block_types=("DownEncoderBlock2D",) * 2,
                      up_block_types=("UpDecoderBlock2D",) * 2).save_pretrained(tmp_path / "kl")
        options = options | {"start": str(tmp_path / "kl")}
    with pytest.raises(ExportError, match=message):
        task_of(context_of(autoencoder_run(tmp_path / "run", shapes_folder, autoencoder=options)))
