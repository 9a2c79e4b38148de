"""Cases that hang on roundings: steps that fall from pure noise, weights that cancel, numbers of steps that numpy rounds up."""

from .scheduler_case import FLOW, SCALED_LINEAR, SIGMA_SPACINGS, Case, cases, product

SQUARED_COSINE = dict(beta_schedule="squaredcos_cap_v2")
VELOCITY = dict(prediction_type="v_prediction")
TRAILING = dict(SCALED_LINEAR, timestep_spacing="trailing")
NOISE_SOLVERS = [dict(algorithm_type="dpmsolver", **options) for options in (
    {}, dict(solver_order=3), dict(use_karras_sigmas=True), dict(prediction_type="sample"), dict(thresholding=True))]
EXTRA_STEP = (61, 103)
"""Trailing steps of which diffusers takes one more than asked for, timestep -1."""


def steep() -> list[Case]:
    """Steps from levels in the thousands down to a few units."""
    heun, ancestral = "HeunDiscreteScheduler", "KDPM2AncestralDiscreteScheduler"
    return [
        *cases(heun, *product(prediction_type=("epsilon", "sample", "v_prediction")), base=SQUARED_COSINE, steps=(2, 3, 12)),
        *cases(heun, dict(clip_sample=True, clip_sample_range=0.5), SIGMA_SPACINGS[2], base=SQUARED_COSINE, steps=(7, 23)),
        *cases("KDPM2DiscreteScheduler", {}, VELOCITY, base=SQUARED_COSINE, steps=(2, 9)),
        *cases(ancestral, {}, VELOCITY, base=SQUARED_COSINE, steps=(11,)),
        *cases("DEISMultistepScheduler", {}, VELOCITY, dict(prediction_type="sample", solver_order=3), base=SQUARED_COSINE, steps=(4, 17)),
        *cases("DEISMultistepScheduler", dict(flow_shift=0.5), dict(flow_shift=5.0), base=FLOW, steps=(6,)),
        *cases("PNDMScheduler", {}, dict(skip_prk_steps=True), base=SQUARED_COSINE | VELOCITY, steps=(6, 12)),
        *cases("FlowMatchHeunDiscreteScheduler", dict(shift=0.5), steps=(2,)),
        *cases("DPMSolverMultistepScheduler", *NOISE_SOLVERS, dict(algorithm_type="sde-dpmsolver", solver_type="heun"),
               base=SQUARED_COSINE | VELOCITY | dict(final_sigmas_type="sigma_min"), steps=(4, 17)),
        *cases("DPMSolverSinglestepScheduler", *NOISE_SOLVERS[:-1],
               base=SQUARED_COSINE | VELOCITY | dict(final_sigmas_type="sigma_min"), steps=(5, 20)),
        *cases("SASolverScheduler", dict(algorithm_type="noise_prediction"), base=SQUARED_COSINE | VELOCITY, steps=(8, 12)),
    ]


def cancelling() -> list[Case]:
    """Weights that are small differences of large numbers."""
    orders = product(predictor_order=(3, 4), corrector_order=(3, 4), algorithm_type=("data_prediction", "noise_prediction"))
    return [
        *cases("SASolverScheduler", *orders, base=SCALED_LINEAR, steps=(30,)),
        *cases("LMSDiscreteScheduler", SIGMA_SPACINGS[1], base=SCALED_LINEAR, steps=(121,)),
        *cases("DEISMultistepScheduler", dict(prediction_type="flow_prediction"), base=SCALED_LINEAR, steps=(7,)),
    ]


def one_step_more() -> list[Case]:
    euler = "EulerDiscreteScheduler"
    return [
        *cases("DDIMScheduler", dict(TRAILING, clip_sample=False), steps=EXTRA_STEP),
        *cases("DDIMInverseScheduler", dict(TRAILING, clip_sample=False), steps=EXTRA_STEP[1:]),
        *cases("DDPMScheduler", dict(TRAILING, clip_sample=False), steps=EXTRA_STEP[:1]),
        *cases("PNDMScheduler", dict(TRAILING, skip_prk_steps=True), steps=EXTRA_STEP[:1]),
        *cases("DPMSolverMultistepScheduler", TRAILING, steps=EXTRA_STEP),
        *cases(euler, TRAILING, dict(TRAILING, use_karras_sigmas=True), steps=EXTRA_STEP[:1]),
    ]


def edges() -> list[Case]:
    """Options that diffusers takes although they look wrong."""
    clipped = dict(SCALED_LINEAR, rescale_betas_zero_snr=True, timestep_spacing="trailing", clip_sample=True)
    beyond = dict(num_train_timesteps=100, timestep_spacing="leading", steps_offset=1, solver_order=1, algorithm_type="sde-dpmsolver++")
    return [
        *cases("DDIMScheduler", clipped, dict(SCALED_LINEAR, clip_sample=False, thresholding=True, sample_max_value=0.7)),
        *cases("DDPMScheduler", clipped, steps=(4,)),
        *cases("DPMSolverMultistepScheduler", beyond, steps=(99,)),
        *cases("DPMSolverMultistepScheduler", dict(SCALED_LINEAR, use_lu_lambdas=True, use_exponential_sigmas=True)),
        Case("DPMSolverSinglestepScheduler", dict(FLOW, flow_shift=1.5), timesteps=[946, 742, 667, 236]),
        *cases("EDMDPMSolverMultistepScheduler", dict(algorithm_type="sde-dpmsolver++", solver_order=3), steps=(2, 3)),
    ]


CASES = [*steep(), *cancelling(), *one_step_more(), *edges()]
