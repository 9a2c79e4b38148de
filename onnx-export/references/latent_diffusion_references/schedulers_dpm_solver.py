"""Cases of DPM-Solver: multistep, its inverse, singlestep."""

from .scheduler_case import (
    ALL_STEPS,
    BETAS,
    FLOW,
    PREDICTIONS,
    SCALED_LINEAR,
    SIGMA_SPACINGS,
    SPACINGS,
    THRESHOLDING,
    UNEVEN_STEPS,
    Case,
    cases,
    product,
)

DATA = ("dpmsolver++", "sde-dpmsolver++")
NOISE = ("dpmsolver", "sde-dpmsolver")


def solvers(algorithms, **axes) -> list[dict]:
    """Every formula, order and type of solver; those that predict noise need a last noise level above zero."""
    return [
        v if v["algorithm_type"] in DATA else dict(v, final_sigmas_type="sigma_min")
        for v in product(algorithm_type=algorithms, solver_order=(1, 2, 3), solver_type=("midpoint", "heun"), **axes)
    ]


def without_final_sigmas(variants: list[dict]) -> list[dict]:
    return [{k: v for k, v in variant.items() if k != "final_sigmas_type"} for variant in variants]


def multistep() -> list[Case]:
    name = "DPMSolverMultistepScheduler"
    predictions = product(algorithm_type=DATA + NOISE, prediction_type=PREDICTIONS)
    predictions = [v if v["algorithm_type"] in DATA else dict(v, final_sigmas_type="sigma_min") for v in predictions]
    zero_snr = product(rescale_betas_zero_snr=(True,), prediction_type=("v_prediction", "epsilon"), timestep_spacing=SPACINGS)
    shifting = dict(FLOW, use_dynamic_shifting=True, time_shift_type="exponential")
    spacings = [*SIGMA_SPACINGS, dict(use_lu_lambdas=True)]
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, SCALED_LINEAR, steps=UNEVEN_STEPS),
        *cases(name, *solvers(DATA + NOISE), base=SCALED_LINEAR, steps=(4, 20)),
        *cases(name, *solvers(DATA, lower_order_final=(False,)), base=SCALED_LINEAR, steps=(5, 16)),
        *cases(
            name,
            *product(solver_order=(2, 3), euler_at_final=(True,), algorithm_type=DATA, lower_order_final=(True, False)),
            base=SCALED_LINEAR,
        ),
        *cases(
            name,
            *product(solver_order=(2, 3), lower_order_final=(True,)),
            base=dict(SCALED_LINEAR, final_sigmas_type="sigma_min"),
            steps=(7, 16),
        ),
        *cases(name, *predictions, base=SCALED_LINEAR),
        *cases(name, *product(timestep_spacing=SPACINGS), base=SCALED_LINEAR, steps=(7, 30, 83)),
        *cases(name, dict(timestep_spacing="leading", steps_offset=1), base=SCALED_LINEAR),
        *cases(name, *BETAS),
        *cases(name, *spacings, base=SCALED_LINEAR, steps=(1, 4, 7, 30)),
        *cases(name, *[dict(s, final_sigmas_type="sigma_min", timestep_spacing="trailing") for s in spacings], base=SCALED_LINEAR),
        *cases(name, *[dict(s, algorithm_type="sde-dpmsolver++") for s in spacings], base=SCALED_LINEAR),
        *cases(name, *[dict(s, beta_schedule="squaredcos_cap_v2") for s in spacings], base=dict(lambda_min_clipped=-5.1)),
        *cases(name, *product(lambda_min_clipped=(-5.1, -2.0), timestep_spacing=SPACINGS), base=dict(beta_schedule="squaredcos_cap_v2")),
        *cases(name, *zero_snr, base=SCALED_LINEAR),
        *cases(name, dict(rescale_betas_zero_snr=True, use_karras_sigmas=True, prediction_type="v_prediction"), base=SCALED_LINEAR),
        *cases(name, *THRESHOLDING, dict(thresholding=True, prediction_type="v_prediction", solver_order=3), base=SCALED_LINEAR, batch=2),
        *cases(name, *product(variance_type=("learned", "learned_range")), base=SCALED_LINEAR, learned_variance=True, channels=3),
        *cases(name, *product(flow_shift=(1.0, 3.0), algorithm_type=DATA), base=FLOW),
        *cases(name, dict(FLOW, flow_shift=5.0, solver_order=3), steps=(1, 2, 30)),
        *cases(name, shifting, mu=0.8),
        Case(name, SCALED_LINEAR, timesteps=[999, 850, 736, 645, 545, 455, 343, 233, 124, 24]),
        Case(name, dict(SCALED_LINEAR, algorithm_type="sde-dpmsolver++"), timesteps=[900, 400, 3]),
        *cases(name, {}, dict(algorithm_type="sde-dpmsolver++"), dict(use_karras_sigmas=True, solver_order=3), base=SCALED_LINEAR, begin=3),
    ]


def inverse() -> list[Case]:
    name = "DPMSolverMultistepInverseScheduler"
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, SCALED_LINEAR, steps=UNEVEN_STEPS),
        *cases(name, *without_final_sigmas(solvers(("dpmsolver++", "dpmsolver"))), base=SCALED_LINEAR),
        *cases(name, *product(lower_order_final=(False,), euler_at_final=(True, False), solver_order=(2, 3)), base=SCALED_LINEAR),
        *cases(name, *product(algorithm_type=("dpmsolver++", "dpmsolver"), prediction_type=PREDICTIONS), base=SCALED_LINEAR),
        *cases(name, *product(timestep_spacing=SPACINGS), dict(timestep_spacing="leading", steps_offset=1), base=SCALED_LINEAR),
        *cases(name, *BETAS),
        *cases(name, *SIGMA_SPACINGS, base=SCALED_LINEAR, steps=(4, 7, 30)),
        *cases(name, *product(lambda_min_clipped=(-5.1,), timestep_spacing=SPACINGS), base=dict(beta_schedule="squaredcos_cap_v2")),
        *cases(name, *THRESHOLDING, base=SCALED_LINEAR, batch=2),
        *cases(
            name, *product(variance_type=("learned", "learned_range")), base=SCALED_LINEAR, learned_variance=True, channels=3, steps=(4,)
        ),
        *cases(name, *product(flow_shift=(1.0, 3.0)), base=FLOW),
    ]


def singlestep() -> list[Case]:
    name = "DPMSolverSinglestepScheduler"
    algorithms = DATA + ("dpmsolver",)
    final = dict(SCALED_LINEAR, lower_order_final=True)
    return [
        *cases(name, dict(lower_order_final=True), steps=ALL_STEPS),
        *cases(name, {}, steps=(2, 4, 20, 50)),
        *cases(name, final, steps=UNEVEN_STEPS),
        *cases(name, *solvers(algorithms), base=final, steps=(4, 5, 6)),
        *cases(name, *product(solver_order=(1, 2, 3), algorithm_type=DATA, lower_order_final=(False,)), base=SCALED_LINEAR, steps=(6, 12)),
        *cases(name, *product(final_sigmas_type=("sigma_min",), algorithm_type=algorithms, prediction_type=PREDICTIONS), base=final),
        *cases(
            name,
            *product(final_sigmas_type=("sigma_min",), lower_order_final=(False,), solver_order=(2, 3)),
            base=SCALED_LINEAR,
            steps=(6, 12),
        ),
        *cases(name, *product(prediction_type=PREDICTIONS), base=final),
        *cases(name, *BETAS, base=dict(lower_order_final=True)),
        *cases(name, *SIGMA_SPACINGS, base=final, steps=(4, 7, 30)),
        *cases(name, *[dict(s, final_sigmas_type="sigma_min", solver_order=3) for s in SIGMA_SPACINGS], base=final),
        *cases(name, dict(lambda_min_clipped=-5.1), base=dict(beta_schedule="squaredcos_cap_v2", lower_order_final=True)),
        *cases(name, *THRESHOLDING, base=final, batch=2),
        *cases(name, *product(variance_type=("learned", "learned_range")), base=final, learned_variance=True, channels=3, steps=(4,)),
        *cases(name, *product(flow_shift=(1.0, 3.0)), base=dict(FLOW, lower_order_final=True)),
        *cases(name, dict(FLOW, lower_order_final=True, use_dynamic_shifting=True), mu=0.8),
        Case(name, final, timesteps=[999, 736, 455, 233, 24]),
        *cases(name, {}, dict(solver_order=3), dict(algorithm_type="sde-dpmsolver++"), base=final, begin=2, steps=(7, 8)),
    ]


CASES = [*multistep(), *inverse(), *singlestep()]
