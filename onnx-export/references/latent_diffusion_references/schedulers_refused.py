"""Cases that diffusers refuses on purpose, with the reason it gives."""

from .scheduler_case import FLOW, SCALED_LINEAR, Case, product

TWO_SPACINGS = dict(use_karras_sigmas=True, use_exponential_sigmas=True)
SPACED = (
    "EulerDiscreteScheduler",
    "HeunDiscreteScheduler",
    "KDPM2DiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler",
    "LMSDiscreteScheduler",
    "DPMSolverSDEScheduler",
    "DPMSolverMultistepScheduler",
    "DPMSolverMultistepInverseScheduler",
    "DPMSolverSinglestepScheduler",
    "DEISMultistepScheduler",
    "UniPCMultistepScheduler",
    "SASolverScheduler",
    "FlowMatchEulerDiscreteScheduler",
    "FlowMatchLCMScheduler",
)
FALLING = [900, 400, 3]
RISING = [3, 400, 900]

CASES = [
    *[Case(name, TWO_SPACINGS, steps=4) for name in SPACED],
    *[
        Case(name, spacing, timesteps=FALLING)
        for name in ("EulerDiscreteScheduler", "HeunDiscreteScheduler", "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler")
        for spacing in (dict(use_karras_sigmas=True), dict(use_exponential_sigmas=True))
    ],
    Case("DPMSolverMultistepScheduler", dict(use_lu_lambdas=True), timesteps=FALLING),
    Case("EulerDiscreteScheduler", dict(SCALED_LINEAR, timestep_type="continuous", prediction_type="v_prediction"), timesteps=FALLING),
    *[Case(name, timesteps=RISING) for name in ("DDPMScheduler", "LCMScheduler", "TCDScheduler")],
    *[Case(name, timesteps=[1000, 400]) for name in ("DDPMScheduler", "LCMScheduler", "TCDScheduler")],
    Case("CMStochasticIterativeScheduler", timesteps=[0, 22]),
    Case("CMStochasticIterativeScheduler", timesteps=[40, 22]),
    *[Case(name, steps=1001) for name in ("DDIMScheduler", "DDPMScheduler", "LCMScheduler", "TCDScheduler")],
    Case("CMStochasticIterativeScheduler", steps=41),
    *[Case(name, steps=51) for name in ("LCMScheduler", "TCDScheduler")],
    *[Case(name, steps=7, strength=0.1) for name in ("LCMScheduler", "TCDScheduler")],
    *[Case(name, dict(original_inference_steps=1001), steps=4) for name in ("LCMScheduler", "TCDScheduler")],
    *[Case("DPMSolverMultistepScheduler", options, steps=4) for options in product(algorithm_type=("dpmsolver", "sde-dpmsolver", "deis"))],
    Case("DPMSolverSinglestepScheduler", dict(algorithm_type="dpmsolver"), steps=4),
    Case("UniPCMultistepScheduler", dict(shift_terminal=0.1), steps=4),
    Case("UniPCMultistepScheduler", {}, sigmas=[1.0, 0.5]),
    *[Case(name, dict(use_dynamic_shifting=True), steps=4) for name in ("FlowMatchEulerDiscreteScheduler", "FlowMatchLCMScheduler")],
    Case("UniPCMultistepScheduler", dict(FLOW, use_dynamic_shifting=True), steps=4),
    *[Case(name, timesteps=[900.0, 300.0], sigmas=[0.9]) for name in ("FlowMatchEulerDiscreteScheduler", "FlowMatchLCMScheduler")],
    *[Case(name, steps=4, sigmas=[0.9, 0.5]) for name in ("FlowMatchEulerDiscreteScheduler", "FlowMatchLCMScheduler")],
    Case("EulerDiscreteScheduler", TWO_SPACINGS, sigmas=[9.0, 1.0, 0.0]),
    Case("FlowMatchEulerDiscreteScheduler", dict(time_shift_type="cubic"), steps=4),
    Case("EulerDiscreteScheduler", timesteps=FALLING, sigmas=[9.0, 1.0, 0.0]),
    *[Case(name, dict(prediction_type="sample"), steps=4) for name in ("KDPM2DiscreteScheduler", "PNDMScheduler")],
    *[
        Case(name, dict(beta_schedule="cubic"), steps=4)
        for name in ("DDIMScheduler", "DDPMScheduler", "PNDMScheduler", "EulerDiscreteScheduler", "DPMSolverMultistepScheduler")
    ],
    *[
        Case(name, dict(timestep_spacing="random"), steps=4)
        for name in ("DDIMScheduler", "DDPMScheduler", "PNDMScheduler", "DPMSolverMultistepScheduler", "UniPCMultistepScheduler")
    ],
    Case("DDIMInverseScheduler", dict(timestep_spacing="linspace"), steps=4),
    *[
        Case(name, dict(prediction_type="score"), steps=4)
        for name in ("DDIMScheduler", "EulerDiscreteScheduler", "UniPCMultistepScheduler")
    ],
    *[
        Case(name, dict(final_sigmas_type="one"), steps=4)
        for name in ("EulerDiscreteScheduler", "DPMSolverMultistepScheduler", "UniPCMultistepScheduler", "EDMEulerScheduler")
    ],
    Case("EulerDiscreteScheduler", dict(interpolation_type="cubic"), steps=4),
    Case("DPMSolverMultistepScheduler", dict(algorithm_type="dpmsolver+++"), steps=4),
    Case("DPMSolverMultistepScheduler", dict(solver_type="bogacki"), steps=4),
    Case("DPMSolverSinglestepScheduler", dict(solver_order=4), steps=4),
    Case("DEISMultistepScheduler", dict(solver_type="taylor"), steps=4),
    Case("UniPCMultistepScheduler", dict(solver_type="bh3"), steps=4),
    Case("SASolverScheduler", dict(algorithm_type="x_prediction"), steps=4),
]
