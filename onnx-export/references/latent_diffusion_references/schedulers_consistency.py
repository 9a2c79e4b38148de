"""Cases of the consistency methods: LCM, TCD, consistency models."""

from .scheduler_case import BETAS, PREDICTIONS, SCALED_LINEAR, SPACINGS, THRESHOLDING, Case, cases, product


def latent(name: str, **arguments) -> list[Case]:
    """What LCM and TCD have in common."""
    return [
        *cases(name, {}, steps=(1, 2, 4, 7, 20, 50, 30, 48), **arguments),
        *cases(name, *product(prediction_type=PREDICTIONS), **arguments),
        *cases(name, *product(set_alpha_to_one=(True, False), original_inference_steps=(40, 100)), **arguments),
        *cases(name, *product(timestep_spacing=SPACINGS, steps_offset=(1,)), steps=(4,), **arguments),
        *cases(name, *BETAS[:2], dict(SCALED_LINEAR, num_train_timesteps=600), **arguments),
        *cases(name, dict(BETAS[2], original_inference_steps=20), **arguments),
        *cases(name, *product(rescale_betas_zero_snr=(True,), prediction_type=("v_prediction", "sample")), **arguments),
        *cases(name, *product(clip_sample=(True,), clip_sample_range=(1.0, 0.5)), **arguments),
        *cases(name, *THRESHOLDING, batch=2, **arguments),
        *cases(name, {}, steps=(2, 4), strength=0.6, **arguments),
        Case(name, timesteps=[999, 759, 499, 259], **arguments),
        Case(name, timesteps=[999, 759, 499, 259, 39], strength=0.5, **arguments),
        *cases(name, {}, steps=(4, 7), begin=2, **arguments),
    ]


def lcm() -> list[Case]:
    name = "LCMScheduler"
    return [*latent(name), *cases(name, dict(timestep_scaling=3.0), dict(timestep_scaling=0.01))]


def tcd() -> list[Case]:
    name = "TCDScheduler"
    return [*latent(name), *[c for eta in (0.0, 0.8, 1.0) for c in cases(name, {}, dict(prediction_type="v_prediction"), eta=eta)]]


def consistency_models() -> list[Case]:
    name = "CMStochasticIterativeScheduler"
    return [
        *cases(name, {}, steps=(1, 2, 4, 7, 20, 30, 40)),
        *cases(name, dict(clip_denoised=False), dict(s_noise=1.3), dict(rho=3.0), dict(sigma_data=0.8)),
        *cases(name, dict(num_train_timesteps=151, sigma_min=0.01, sigma_max=50.0)),
        *[Case(name, options, timesteps=[22, 0]) for options in ({}, dict(clip_denoised=False))],
        Case(name, timesteps=[39, 25, 11, 3]),
        *cases(name, {}, steps=(7,), begin=2),
    ]


CASES = [*lcm(), *tcd(), *consistency_models()]
