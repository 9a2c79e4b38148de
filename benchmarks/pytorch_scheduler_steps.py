"""Time per step of diffusers' schedulers in PyTorch, for the table of `LatentDiffusion.Comparison -- steps`:
python pytorch_scheduler_steps.py [THREADS]     (1 unless given, as many as ours takes)

A step is handed noise that was made beforehand, as ours is; diffusers would draw it inside the time that is taken."""
import inspect
import statistics
import sys
import time

import diffusers
import torch

POINTS, ROUNDS = 40, 7
SHAPES = ((1, 4, 64, 64), (1, 4, 128, 128), (8, 16, 128, 128))
# Without DPMSolverSDE, whose noise is drawn by another package, torchsde, in the middle of its step.
NAMES = ("DDIM", "DDPM", "PNDM", "EulerDiscrete", "EulerAncestralDiscrete", "HeunDiscrete", "KDPM2Discrete", "KDPM2AncestralDiscrete",
         "LMSDiscrete", "DPMSolverMultistep", "DPMSolverSinglestep", "DEISMultistep", "UniPCMultistep", "SASolver", "IPNDM", "LCM", "TCD",
         "EDMEuler", "EDMDPMSolverMultistep", "CMStochasticIterative", "FlowMatchEulerDiscrete", "FlowMatchHeunDiscrete", "FlowMatchLCM")


def hand_noise(scheduler_class, noise):
    """From now on the scheduler's steps take this noise; the function that draws it was imported into the module of each by its name."""
    def kept(shape, *_, **__):
        assert shape == noise.shape
        return noise

    sys.modules[scheduler_class.__module__].randn_tensor = kept


def microseconds(name, shape):
    scheduler_class = getattr(diffusers, f"{name}Scheduler")
    options = {"clip_sample": False} if "clip_sample" in inspect.signature(scheduler_class.__init__).parameters else {}
    hand_noise(scheduler_class, torch.randn(shape))
    times = []
    for round in range(-1, ROUNDS):
        scheduler = scheduler_class(**options)
        scheduler.set_timesteps(POINTS)
        sample, output = torch.randn(shape), torch.randn(shape)
        timesteps = scheduler.timesteps[:POINTS]
        if hasattr(scheduler, "scale_model_input"):
            scheduler.scale_model_input(sample, timesteps[0])
        start = time.perf_counter()
        for t in timesteps:
            sample = scheduler.step(output, t, sample, return_dict=False)[0]
        if round >= 0:
            times.append((time.perf_counter() - start) / len(timesteps) * 1e6)
    return statistics.median(times)


def text(name, shape):
    try:
        return f"{microseconds(name, shape):.1f}"
    except ImportError:  # of what diffusers leaves to be installed: LMSDiscrete needs scipy
        return "-"


def main(threads=1):
    torch.set_num_threads(int(threads))
    print(f"{'scheduler':<36} {'latents':<13} {'µs/step':>9}   torch {torch.__version__}, {torch.get_num_threads()} threads")
    with torch.no_grad():
        for shape in SHAPES:
            for name in NAMES:
                print(f"{name + 'Scheduler':<36} {'x'.join(map(str, shape)):<13} {text(name, shape):>9}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
