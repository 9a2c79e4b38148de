"""Cases of the other multistep methods: DEIS, UniPC, SA-Solver, IPNDM."""

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


def common(name: str) -> list[Case]:
    """What DEIS, UniPC and SA-Solver have in common."""
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, SCALED_LINEAR, steps=UNEVEN_STEPS),
        *cases(name, *product(timestep_spacing=SPACINGS), base=SCALED_LINEAR, steps=(7, 30)),
        *cases(name, dict(timestep_spacing="leading", steps_offset=1), base=SCALED_LINEAR),
        *cases(name, *BETAS),
        *cases(name, *SIGMA_SPACINGS, base=SCALED_LINEAR, steps=(1, 4, 7, 30)),
        *cases(name, *[dict(s, timestep_spacing="trailing") for s in SIGMA_SPACINGS], base=SCALED_LINEAR),
        *cases(name, *THRESHOLDING, base=SCALED_LINEAR, batch=2),
        *cases(name, *product(flow_shift=(1.0, 3.0)), base=FLOW, steps=(4, 7, 30)),
        *cases(name, SCALED_LINEAR, steps=(7, 20), begin=3),
    ]


def deis() -> list[Case]:
    name = "DEISMultistepScheduler"
    return [
        *common(name),
        *cases(name, *product(solver_order=(1, 2, 3), lower_order_final=(True, False)), base=SCALED_LINEAR, steps=(5, 16)),
        *cases(name, *product(prediction_type=PREDICTIONS, solver_order=(2, 3)), base=SCALED_LINEAR),
        *cases(name, dict(FLOW, use_dynamic_shifting=True, time_shift_type="exponential"), mu=0.8),
        *cases(name, dict(FLOW, solver_order=3)),
    ]


def unipc() -> list[Case]:
    name = "UniPCMultistepScheduler"
    solvers = product(solver_type=("bh1", "bh2"), solver_order=(1, 2, 3), predict_x0=(True, False))
    safe = [v if v["predict_x0"] and v["solver_type"] == "bh2" else dict(v, final_sigmas_type="sigma_min") for v in solvers]
    predictions = product(prediction_type=PREDICTIONS, predict_x0=(True, False), final_sigmas_type=("sigma_min",))
    zero_snr = product(rescale_betas_zero_snr=(True,), prediction_type=("v_prediction", "epsilon"), timestep_spacing=SPACINGS)
    dynamic = dict(FLOW, use_dynamic_shifting=True)
    positive = dict(SCALED_LINEAR, final_sigmas_type="sigma_min")
    return [
        *common(name),
        *cases(name, *safe, base=SCALED_LINEAR, steps=(5, 16)),
        *cases(name, *product(solver_order=(2, 3), lower_order_final=(False,), solver_type=("bh1", "bh2")), base=positive, steps=(5, 16)),
        *cases(name, *predictions, *product(prediction_type=PREDICTIONS), base=SCALED_LINEAR),
        *cases(name, *product(disable_corrector=([0], [0, 1, 2], [3]), solver_order=(2, 3)), base=SCALED_LINEAR),
        *cases(name, *[dict(s, final_sigmas_type="sigma_min") for s in ({}, *SIGMA_SPACINGS)], base=SCALED_LINEAR),
        *cases(name, *[dict(s, sigma_min=0.05, sigma_max=9.0) for s in SIGMA_SPACINGS], base=SCALED_LINEAR),
        *cases(name, *zero_snr, base=SCALED_LINEAR),
        *cases(
            name,
            *product(use_karras_sigmas=(True,), final_sigmas_type=("zero", "sigma_min"), sigma_max=(200.0,), sigma_min=(0.01,)),
            base=FLOW,
        ),
        *cases(name, dict(FLOW, flow_shift=5.0, shift_terminal=0.1, solver_order=3), dict(FLOW, final_sigmas_type="sigma_min")),
        *cases(name, *product(time_shift_type=("exponential", "linear")), base=dynamic, mu=0.8),
        Case(name, dict(FLOW, flow_shift=3.0), sigmas=[1.0, 0.9, 0.7, 0.5, 0.2, 0.05]),
        Case(name, dynamic, sigmas=[0.95, 0.6, 0.3, 0.1], mu=0.5),
        *cases(name, dict(solver_order=3, solver_type="bh1"), base=positive, steps=(7,), begin=4),
    ]


def sa_solver() -> list[Case]:
    name = "SASolverScheduler"
    orders = product(predictor_order=(1, 2, 3), corrector_order=(1, 2, 3), algorithm_type=("data_prediction", "noise_prediction"))
    return [
        *common(name),
        *cases(name, *orders, base=SCALED_LINEAR, steps=(8,)),
        *cases(
            name,
            *product(predictor_order=(2, 3), corrector_order=(2, 3), lower_order_final=(True, False)),
            base=SCALED_LINEAR,
            steps=(5, 16),
        ),
        *cases(name, *product(prediction_type=PREDICTIONS, algorithm_type=("data_prediction", "noise_prediction")), base=SCALED_LINEAR),
        *cases(name, *product(lambda_min_clipped=(-5.1,), timestep_spacing=SPACINGS), base=dict(beta_schedule="squaredcos_cap_v2")),
    ]


def ipndm() -> list[Case]:
    name = "IPNDMScheduler"
    betas = [round(0.001 + 0.0004 * i, 6) for i in range(40)]
    return [
        *cases(name, {}, steps=ALL_STEPS + UNEVEN_STEPS),
        Case(name, dict(trained_betas=betas), steps=40),
    ]


CASES = [*deis(), *unipc(), *sa_solver(), *ipndm()]
