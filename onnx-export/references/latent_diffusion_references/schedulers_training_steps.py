"""Cases of the schedulers that index training steps: DDIM, its inverse, DDPM, PNDM."""

from .scheduler_case import ALL_STEPS, BETAS, PREDICTIONS, SCALED_LINEAR, SPACINGS, THRESHOLDING, UNEVEN_STEPS, Case, cases, product

LATENT = dict(SCALED_LINEAR, clip_sample=False)
DDPM_VARIANCES = ("fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log")
ZERO_SNR = product(rescale_betas_zero_snr=(True,), prediction_type=("v_prediction", "sample"), timestep_spacing=SPACINGS)


def ddim() -> list[Case]:
    name = "DDIMScheduler"
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, LATENT, steps=UNEVEN_STEPS),
        *cases(name, *product(prediction_type=PREDICTIONS, timestep_spacing=SPACINGS), base=LATENT),
        *cases(name, *product(timestep_spacing=("leading",), steps_offset=(1,), set_alpha_to_one=(True, False)), base=LATENT),
        *cases(name, *product(timestep_spacing=("trailing", "linspace")), base=LATENT, steps=(30, 83)),
        *cases(name, *BETAS, base=dict(clip_sample=False), steps=(4, 7)),
        *cases(name, *ZERO_SNR, base=LATENT),
        *cases(name, *product(clip_sample=(True,), clip_sample_range=(0.4, 1.7), prediction_type=PREDICTIONS), base=SCALED_LINEAR),
        *cases(name, *THRESHOLDING, base=LATENT, batch=2),
        *cases(name, *product(prediction_type=PREDICTIONS, set_alpha_to_one=(True, False)), base=LATENT, eta=0.6),
        *cases(name, {}, dict(clip_sample=True), dict(thresholding=True), dict(timestep_spacing="trailing"), base=LATENT, eta=1.0),
        *cases(name, LATENT, steps=(7, 20), begin=3),
        *cases(name, dict(LATENT, timestep_spacing="trailing", rescale_betas_zero_snr=True), steps=(7,), begin=5, batch=2, eta=0.3),
    ]


def ddim_inverse() -> list[Case]:
    name = "DDIMInverseScheduler"
    spacings = ("leading", "trailing")
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, LATENT, steps=UNEVEN_STEPS),
        *cases(name, *product(prediction_type=PREDICTIONS, timestep_spacing=spacings), base=LATENT),
        *cases(name, *product(steps_offset=(1,), set_alpha_to_one=(True, False)), base=LATENT),
        *cases(name, *BETAS, base=dict(clip_sample=False)),
        *cases(
            name,
            *product(prediction_type=("v_prediction", "sample"), timestep_spacing=spacings),
            base=dict(LATENT, rescale_betas_zero_snr=True),
        ),
        *cases(name, *product(clip_sample=(True,), clip_sample_range=(0.4, 1.7)), base=SCALED_LINEAR),
    ]


def ddpm() -> list[Case]:
    name = "DDPMScheduler"
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, LATENT, steps=(30, 83)),
        *cases(name, *product(prediction_type=PREDICTIONS, timestep_spacing=SPACINGS), base=LATENT),
        *cases(name, dict(steps_offset=1), base=LATENT),
        *cases(name, *product(variance_type=DDPM_VARIANCES, timestep_spacing=("leading", "trailing")), base=LATENT),
        *cases(name, *product(variance_type=("learned", "learned_range")), base=LATENT, learned_variance=True),
        *cases(name, *product(variance_type=("learned_range",)), base=LATENT, learned_variance=True, batch=2, steps=(4,)),
        *cases(name, *BETAS, dict(beta_schedule="sigmoid"), dict(beta_schedule="laplace"), base=dict(clip_sample=False)),
        *cases(name, *ZERO_SNR, base=LATENT),
        *cases(name, *product(clip_sample_range=(0.4, 1.7), prediction_type=PREDICTIONS), base=SCALED_LINEAR),
        *cases(name, *THRESHOLDING, base=LATENT, batch=2),
        Case(name, LATENT, timesteps=[999, 850, 736, 645, 545, 455, 343, 233, 124, 24]),
        Case(name, dict(LATENT, variance_type="fixed_large"), timesteps=[900, 400, 3]),
        *cases(name, LATENT, steps=(7, 20), begin=3),
    ]


def pndm() -> list[Case]:
    name = "PNDMScheduler"
    plms = dict(SCALED_LINEAR, skip_prk_steps=True)
    predictions = ("epsilon", "v_prediction")
    return [
        *cases(name, {}, steps=(4, 7, 20, 50)),
        *cases(name, plms, steps=ALL_STEPS),
        *cases(name, plms, SCALED_LINEAR, steps=UNEVEN_STEPS),
        *cases(name, *product(prediction_type=predictions, timestep_spacing=SPACINGS), base=plms),
        *cases(name, *product(prediction_type=predictions, timestep_spacing=SPACINGS), base=SCALED_LINEAR, steps=(5, 8)),
        *cases(name, *product(steps_offset=(1,), set_alpha_to_one=(True, False), skip_prk_steps=(True, False)), base=SCALED_LINEAR),
        *cases(name, *BETAS, base=dict(skip_prk_steps=True), steps=(4, 7)),
        *cases(name, dict(plms, steps_offset=1), steps=(7, 20), begin=3),
    ]


CASES = [*ddim(), *ddim_inverse(), *ddpm(), *pndm()]
