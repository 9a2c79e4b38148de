"""Losses against their formulas, diffusers, and properties."""

import pytest
import torch
from diffusers import DDPMScheduler
from diffusers.training_utils import compute_snr

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration.loss_sections import AdversarialLoss, AutoencoderLoss, NoiseLoss
from latent_diffusion_export.training.losses import adversarial, lpips, perceptual, reconstruction
from latent_diffusion_export.training.losses.noise import NoiseLevels, draw_noise, draw_timesteps
from latent_diffusion_export.training.tasks.task import Places

RANDOM = torch.Generator().manual_seed(0)
FIRST, SECOND = (torch.rand(2, 3, 32, 32, generator=RANDOM) * 2 - 1 for _ in range(2))


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_noised_samples_targets_and_weights_are_those_of_diffusers(prediction):
    scheduler = DDPMScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, prediction_type=prediction)
    levels = NoiseLevels(scheduler.config, torch.device("cpu"))
    clean, noise, timesteps = torch.randn(4, 4, 8, 8), torch.randn(4, 4, 8, 8), torch.tensor([0, 10, 500, 999])
    torch.testing.assert_close(levels.noised(clean, noise, timesteps), scheduler.add_noise(clean, noise, timesteps))
    target = {"epsilon": noise, "sample": clean, "v_prediction": scheduler.get_velocity(clean, noise, timesteps)}[prediction]
    torch.testing.assert_close(levels.target(clean, noise, timesteps), target)
    snr = compute_snr(scheduler, timesteps)  # weights as diffusers' training scripts have them
    least = torch.minimum(snr, torch.tensor(5.0))
    expected = {"epsilon": least / snr, "sample": least, "v_prediction": least / (snr + 1)}[prediction]
    torch.testing.assert_close(levels.weights(NoiseLoss(normalise_weights=False))[timesteps], expected, rtol=1e-4, atol=1e-6)
    assert levels.weights(NoiseLoss()).mean() == pytest.approx(1, rel=1e-5)


def test_weights_are_finite_at_zero_terminal_snr():
    config = DDPMScheduler(prediction_type="v_prediction", rescale_betas_zero_snr=True).config
    levels = NoiseLevels(config, torch.device("cpu"))
    assert levels.weights(NoiseLoss()).isfinite().all()
    clean = torch.randn(1, 4, 8, 8)
    last = levels.noised(clean, torch.zeros_like(clean), torch.tensor([999]))
    assert last.abs().max() < 1e-6


@pytest.mark.parametrize("kind", ["uniform", "stratified", "logit_normal"])
def test_timesteps_do_not_depend_on_how_places_are_shared(kind):
    options = NoiseLoss(timesteps=kind)
    whole = draw_timesteps(Places(16, 8, 8), 1000, options, seed=1)
    halves = [draw_timesteps(Places(16 + first, 4, 8), 1000, options, seed=1) for first in (0, 4)]
    assert torch.equal(whole, torch.cat(halves))
    assert not torch.equal(whole, draw_timesteps(Places(24, 8, 8), 1000, options, seed=1))
    if kind == "stratified":
        assert (whole * 8 // 1000).tolist() == list(range(8))
    if kind == "logit_normal":
        many = draw_timesteps(Places(0, 4000, 4000), 1000, options, seed=1).float() / 1000
        assert torch.logit(many.clamp(1e-3, 1 - 1e-3)).std() == pytest.approx(1.0, abs=0.05)


def test_noise_is_unit_and_its_offset_moves_whole_channels():
    plain = draw_noise(Places(0, 64, 64), (4, 16, 16), NoiseLoss(), seed=3)
    assert plain.std() == pytest.approx(1, abs=0.01)
    offset = draw_noise(Places(0, 64, 64), (4, 16, 16), NoiseLoss(noise_offset=0.5), seed=3) - plain
    assert (offset.std(dim=(2, 3)) < 1e-6).all() and offset.mean((2, 3)).std() == pytest.approx(0.5, abs=0.1)


def test_divergence_of_a_unit_gaussian_is_zero_and_of_another_is_the_formula():
    zero = torch.zeros(1, 4, 2, 2)
    assert reconstruction.divergence(zero, zero) == 0
    expected = torch.distributions.kl_divergence(torch.distributions.Normal(0.7, 0.5), torch.distributions.Normal(0.0, 1.0))
    torch.testing.assert_close(reconstruction.divergence(zero + 0.7, zero + 2 * torch.tensor(0.5).log()), expected)


def test_reconstruction_terms_are_weighted_and_left_out_at_zero():
    terms = reconstruction.reconstruction(FIRST, SECOND, AutoencoderLoss(l1=2.0, l2=0.0, gradient=0.5, low_pass=0.0))
    assert terms.keys() == {"l1", "gradient"}
    torch.testing.assert_close(terms["l1"], 2 * (FIRST - SECOND).abs().mean())


@pytest.mark.parametrize("distance", [perceptual.multi_scale, perceptual.RandomFeatures()])
def test_perceptual_distances_are_zero_for_equal_pictures_and_grow_with_blur(distance):
    def blurred(size):
        return torch.nn.functional.avg_pool2d(FIRST, size, 1, size // 2)

    assert distance(FIRST, FIRST) == 0
    assert 0 < distance(blurred(3), FIRST) < distance(blurred(9), FIRST)


def vgg(seed=0):
    random = torch.Generator().manual_seed(seed)
    weights = {}
    for number, inputs, outputs in (entry for block in lpips._BLOCKS for entry in block):
        weights[f"features.{number}.weight"] = torch.randn(outputs, inputs, 3, 3, generator=random) * (2 / (9 * inputs)) ** 0.5
        weights[f"features.{number}.bias"] = torch.zeros(outputs)
    return weights, {f"lin{i}.model.1.weight": torch.rand(1, block[-1][2], 1, 1, generator=random) for i, block in enumerate(lpips._BLOCKS)}


def test_lpips_reads_the_users_files(tmp_path):
    weights, linear = vgg()
    torch.save(weights | {"classifier.0.bias": torch.zeros(1)}, tmp_path / "vgg.pth")
    torch.save(linear, tmp_path / "lpips.pth")
    distance = lpips.Lpips.load(str(tmp_path / "vgg.pth"), str(tmp_path / "lpips.pth"))
    assert distance(FIRST, FIRST) == 0
    assert 0 < distance(0.9 * FIRST, FIRST) < distance(SECOND, FIRST)
    del weights["features.28.bias"]
    with pytest.raises(ExportError, match=r"features\.28\.bias must have the shape \(512,\), it is absent"):
        lpips.Lpips(weights, linear)
    with pytest.raises(ExportError, match="cannot be read as weights"):
        lpips.Lpips.load(str(tmp_path / "absent.pth"), str(tmp_path / "lpips.pth"))


def test_lpips_without_weights_says_which_are_needed():
    with pytest.raises(ExportError, match="output.vgg_weights and output.lpips_weights"):
        perceptual.perceptual(AutoencoderLoss(perceptual="lpips"), _output(), torch.device("cpu"))


def _output():
    from latent_diffusion_export.training.configuration.run_sections import Output

    return Output()


def test_a_discriminator_learns_to_tell_pictures_from_blurred_ones():
    torch.manual_seed(0)
    critic = adversarial.PatchDiscriminator(AdversarialLoss(channels=8, layers=2))
    optimizer = torch.optim.Adam(critic.parameters(), lr=3e-3)
    blurred = torch.nn.functional.avg_pool2d(FIRST, 5, 1, 2)
    losses = []
    for _ in range(15):
        loss = adversarial.discriminator_loss(critic(FIRST), critic(blurred))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]
    assert adversarial.generator_loss(critic(blurred)) > adversarial.generator_loss(critic(FIRST))
