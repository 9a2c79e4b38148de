"""Times of the same generation in diffusers: python diffusers_steps.py MODEL eager|compile --size 512 --count 1 --out FILE

Needs torch, transformers and diffusers, which need not be installed: PYTHONPATH may name a folder of them."""

import argparse
import json
import statistics
import time
from pathlib import Path

import diffusers
import torch


def synchronize(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)


def load(args: argparse.Namespace):
    # float16 as users have it on GPUs; processors have no kernels of it that anybody uses.
    dtype = torch.float16 if args.device.startswith("cuda") else torch.float32
    pipeline = diffusers.DiffusionPipeline.from_pretrained(args.model, torch_dtype=dtype)
    pipeline.scheduler = diffusers.EulerDiscreteScheduler.from_config(pipeline.scheduler.config)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.to(args.device)
    if args.how == "compile":  # as https://huggingface.co/docs/diffusers/optimization/fp16 advises
        pipeline.unet.to(memory_format=torch.channels_last)
        pipeline.unet = torch.compile(pipeline.unet, mode="reduce-overhead", fullgraph=True)
    return pipeline, dtype


def generate(pipeline, args: argparse.Namespace, ends: list[float] | None) -> float:
    """Seconds of a generation; with a list, the ends of steps are added to it, and each is waited for."""

    def on_end(pipeline, step, timestep, values):
        synchronize(args.device)
        ends.append(time.perf_counter())
        return values

    synchronize(args.device)
    start = time.perf_counter()
    pipeline(
        "a lighthouse at dawn", num_inference_steps=args.steps, num_images_per_prompt=args.count, width=args.size, height=args.size,
        guidance_scale=7.5, generator=torch.Generator().manual_seed(1), callback_on_step_end=None if ends is None else on_end)
    synchronize(args.device)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("how", choices=["eager", "compile"])
    parser.add_argument("--device", default="cuda")
    for name, value in (("size", 512), ("count", 1), ("steps", 20), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    start = time.perf_counter()
    pipeline, dtype = load(args)
    loaded = time.perf_counter() - start
    first = generate(pipeline, args, None)
    steps, whole = [], []
    for _ in range(args.rounds):
        whole.append(generate(pipeline, args, None))
        ends = []
        generate(pipeline, args, ends)
        steps += [b - a for a, b in zip(ends, ends[1:])]
    result = {
        "how": args.how, "device": args.device, "dtype": str(dtype), "size": args.size, "count": args.count, "steps": args.steps,
        "load_seconds": loaded, "first_seconds": first, "step_seconds": statistics.median(steps),
        "generation_seconds": statistics.median(whole), "all_steps": steps, "torch": torch.__version__, "diffusers": diffusers.__version__,
    }
    if args.device.startswith("cuda"):
        result["device_name"] = torch.cuda.get_device_name(args.device)
        result["peak_allocated_bytes"] = torch.cuda.max_memory_allocated(args.device)
        result["peak_reserved_bytes"] = torch.cuda.max_memory_reserved(args.device)
    whole_file = args.out.with_suffix(".new")
    whole_file.write_text(json.dumps(result, indent=1))
    whole_file.replace(args.out)


if __name__ == "__main__":
    main()
