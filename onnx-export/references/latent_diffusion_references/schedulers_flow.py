"""Cases of the flow-matching schedulers: Euler, Heun, LCM."""

from .scheduler_case import ALL_STEPS, CHURN, SIGMA_SPACINGS, UNEVEN_STEPS, Case, cases, product


def common(name: str) -> list[Case]:
    """What Euler and LCM have in common."""
    dynamic = dict(use_dynamic_shifting=True)
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, dict(shift=3.0), steps=UNEVEN_STEPS + (1, 4, 7)),
        *cases(name, *product(num_train_timesteps=(600,), shift=(1.0, 1.7))),
        *cases(name, *SIGMA_SPACINGS, base=dict(shift=3.0), steps=(1, 4, 7, 30)),
        *cases(name, dict(invert_sigmas=True), dict(invert_sigmas=True, shift=2.0)),
        *cases(name, *[dict(s, shift_terminal=0.1) for s in ({}, dict(shift=3.0), *SIGMA_SPACINGS)]),
        *cases(name, *product(time_shift_type=("exponential", "linear"), shift_terminal=(None, 0.1)), base=dynamic, mu=0.8),
        *cases(name, dict(use_karras_sigmas=True), dict(base_shift=0.3, max_shift=1.3, shift=3.0), base=dynamic, mu=1.15),
        Case(name, dict(shift=3.0), sigmas=[1.0, 0.8, 0.55, 0.2]),
        Case(name, dynamic, sigmas=[1.0, 0.75, 0.5, 0.25], mu=0.6),
        Case(name, {}, timesteps=[1000.0, 750.0, 420.0, 100.0]),
        Case(name, dict(shift=2.0), timesteps=[900.0, 500.0, 100.0]),
        Case(name, dict(shift=3.0), timesteps=[1000.0, 600.0, 300.0], sigmas=[1.0, 0.7, 0.3]),
        *cases(name, dict(shift=3.0), steps=(7, 20), begin=3),
    ]


def euler() -> list[Case]:
    name = "FlowMatchEulerDiscreteScheduler"
    return [*common(name), *cases(name, *product(stochastic_sampling=(True,), shift=(1.0, 3.0)))]


def heun() -> list[Case]:
    name = "FlowMatchHeunDiscreteScheduler"
    return [
        *cases(name, {}, steps=ALL_STEPS),
        *cases(name, dict(shift=3.0), steps=UNEVEN_STEPS + (1, 4, 7)),
        *cases(name, dict(num_train_timesteps=600, shift=1.7)),
        *cases(name, dict(shift=3.0), steps=(7,), begin=4),
        *[c for churn in CHURN for c in cases(name, {}, churn=churn)],
    ]


CASES = [*euler(), *heun(), *common("FlowMatchLCMScheduler")]
