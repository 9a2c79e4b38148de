"""Cases of the schedulers of Karras et al. 2022: EDM Euler, EDM DPM-Solver multistep."""

from .scheduler_case import ALL_STEPS, CHURN, THRESHOLDING, UNEVEN_STEPS, Case, cases, product


def common(name: str) -> list[Case]:
    return [
        *cases(name, {}, steps=ALL_STEPS + UNEVEN_STEPS),
        *cases(
            name,
            *product(
                prediction_type=("epsilon", "v_prediction"),
                sigma_schedule=("karras", "exponential"),
                final_sigmas_type=("zero", "sigma_min"),
            ),
        ),
        *cases(name, dict(sigma_min=0.01, sigma_max=20.0), dict(sigma_data=1.0), dict(rho=3.0), dict(num_train_timesteps=400)),
        *cases(name, {}, dict(sigma_schedule="exponential"), steps=(7,), begin=3),
    ]


def dpm_solver() -> list[Case]:
    name = "EDMDPMSolverMultistepScheduler"
    solvers = product(algorithm_type=("dpmsolver++", "sde-dpmsolver++"), solver_order=(1, 2, 3), solver_type=("midpoint", "heun"))
    ends = product(solver_order=(2, 3), lower_order_final=(True, False), euler_at_final=(True, False))
    return [
        *common(name),
        *cases(name, *solvers, steps=(5, 16)),
        *cases(name, *ends, steps=(5, 16)),
        *cases(name, *THRESHOLDING, batch=2),
    ]


def euler() -> list[Case]:
    name = "EDMEulerScheduler"
    return [
        *common(name),
        Case(name, sigmas=[1.0, 0.7, 0.4, 0.1, 0.0]),
        Case(name, dict(sigma_schedule="exponential"), sigmas=[0.9, 0.5, 0.1]),
        *[c for churn in CHURN for c in cases(name, {}, churn=churn)],
    ]


CASES = [*euler(), *dpm_solver()]
