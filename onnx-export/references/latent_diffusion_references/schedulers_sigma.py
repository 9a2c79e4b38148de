"""Cases of the schedulers that integrate over the noise level: Euler, LMS, Heun, KDPM2, their ancestral forms, DPM-Solver SDE."""

from .scheduler_case import (
    ALL_STEPS,
    BETAS,
    CHURN,
    PREDICTIONS,
    SCALED_LINEAR,
    SIGMA_SPACINGS,
    SPACINGS,
    UNEVEN_STEPS,
    Case,
    cases,
    product,
)

ZERO_SNR = product(rescale_betas_zero_snr=(True,), prediction_type=("v_prediction", "epsilon"), timestep_spacing=SPACINGS)
NOISE_AND_VELOCITY = ("epsilon", "v_prediction")


def common(name: str, predictions=PREDICTIONS, begins=(2,)) -> list[Case]:
    """What every class of this family knows."""
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, SCALED_LINEAR, steps=UNEVEN_STEPS),
        *cases(name, *product(prediction_type=predictions, timestep_spacing=SPACINGS), base=SCALED_LINEAR),
        *cases(name, *product(timestep_spacing=("trailing", "leading")), base=SCALED_LINEAR, steps=(30, 83)),
        *cases(name, dict(timestep_spacing="leading", steps_offset=1), base=SCALED_LINEAR),
        *cases(name, *BETAS),
        *[c for begin in begins for c in cases(name, {}, dict(timestep_spacing="leading"), base=SCALED_LINEAR, begin=begin, steps=(7,))],
    ]


def spaced(name: str) -> list[Case]:
    """Karras, exponential and beta noise levels."""
    cosine = SIGMA_SPACINGS[:2]  # beta sigmas fall from 5000 to 0.01 in one step there, where rounding errors drown Heun's result
    return [
        *cases(name, *SIGMA_SPACINGS, base=SCALED_LINEAR, steps=(1, 4, 7, 30)),
        *cases(
            name, *[dict(s, **v) for s in SIGMA_SPACINGS for v in product(timestep_spacing=("leading", "trailing"))], base=SCALED_LINEAR
        ),
        *cases(name, *[dict(s, beta_schedule="squaredcos_cap_v2") for s in cosine]),
    ]


def euler() -> list[Case]:
    name = "EulerDiscreteScheduler"
    continuous = dict(SCALED_LINEAR, timestep_type="continuous")
    return [
        *common(name, begins=(2, 5)),
        *spaced(name),
        *cases(name, *ZERO_SNR, base=SCALED_LINEAR),
        *cases(name, dict(rescale_betas_zero_snr=True, use_karras_sigmas=True, prediction_type="v_prediction"), base=SCALED_LINEAR),
        *cases(name, *[dict(s, final_sigmas_type="sigma_min") for s in ({}, *SIGMA_SPACINGS)], base=SCALED_LINEAR),
        *cases(name, dict(final_sigmas_type="sigma_min"), base=SCALED_LINEAR, steps=(1, 2)),
        *cases(name, dict(interpolation_type="log_linear"), base=SCALED_LINEAR, steps=(2, 4, 30)),
        *cases(name, *product(prediction_type=NOISE_AND_VELOCITY, use_karras_sigmas=(False, True)), base=continuous),
        *cases(name, dict(sigma_min=0.002, sigma_max=700.0, use_karras_sigmas=True, prediction_type="v_prediction"), base=continuous),
        *cases(name, *[dict(s, sigma_min=0.05, sigma_max=9.0) for s in SIGMA_SPACINGS], base=SCALED_LINEAR),
        Case(name, SCALED_LINEAR, timesteps=[999, 850, 736, 645, 545, 455, 343, 233, 124, 24]),
        Case(name, dict(SCALED_LINEAR, timestep_spacing="leading"), timesteps=[900.5, 400, 3]),
        Case(name, SCALED_LINEAR, sigmas=[14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.0]),
        Case(name, dict(SCALED_LINEAR, prediction_type="v_prediction"), sigmas=[9.0, 2.5, 0.7, 0.1]),
        *[c for churn in CHURN for c in cases(name, {}, dict(prediction_type="v_prediction"), base=SCALED_LINEAR, churn=churn)],
    ]


def euler_ancestral() -> list[Case]:
    name = "EulerAncestralDiscreteScheduler"
    return [*common(name), *cases(name, *ZERO_SNR, base=SCALED_LINEAR)]


def lms() -> list[Case]:
    name = "LMSDiscreteScheduler"
    return [*common(name), *spaced(name)]


def heun() -> list[Case]:
    name = "HeunDiscreteScheduler"
    clip = product(clip_sample=(True,), clip_sample_range=(1.0, 0.5), prediction_type=NOISE_AND_VELOCITY)
    return [
        *common(name, begins=(2, 6)),
        *spaced(name),
        *cases(name, dict(beta_schedule="exp")),
        *cases(name, *clip, base=SCALED_LINEAR),
        Case(name, SCALED_LINEAR, timesteps=[999, 736, 455, 233, 24]),
    ]


def second_order(name: str) -> list[Case]:
    return [*common(name, NOISE_AND_VELOCITY, begins=(2, 6)), *spaced(name)]


CASES = [
    *euler(),
    *euler_ancestral(),
    *lms(),
    *heun(),
    *second_order("KDPM2DiscreteScheduler"),
    *second_order("KDPM2AncestralDiscreteScheduler"),
    *second_order("DPMSolverSDEScheduler"),
]
