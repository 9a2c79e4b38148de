"""What the kit does, in this order: right before fast, small before large."""

import sys
from argparse import Namespace
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
MODEL_TYPES = {"sd15": "stable-diffusion-v1", "sdxl": "stable-diffusion-xl-base"}
CASES_FAILED, GO_ON = 2, 3  # exit codes of the program: all was compared; a new process must do the rest


@dataclass
class Part:
    """One process (for parity more, where one ends in a fault), its limit in seconds, and what must be there first."""

    name: str
    command: list[str]
    limit: float
    needs: Path | None = None
    restarts: bool = False
    about: dict = field(default_factory=dict)


def all_parts(args: Namespace, program: list[str]) -> list[Part]:
    return [*parity(args, program), *pictures(args, program), *(p for name in args.architectures for p in speed(args, program, name))]


def parity(args: Namespace, program: list[str]) -> list[Part]:
    half = ["--half-arithmetic"] if args.half_arithmetic else []
    return [
        Part(
            name,
            [*program, "parity", models, precision, "--provider", args.provider, *half, *only, "--log", str(args.out / f"{name}.jsonl")],
            300,
            restarts=True,
            about={"kind": "parity", "models": models, "precision": precision, "families": args.families if only else []},
        )
        for precision in ("float32", "float16", "bfloat16")
        for models, only in (("emoji", []), ("tiny", [word for family in args.families for word in ("--only", family)]))
        for name in [f"parity-{models}-{precision}"]
    ]


def pictures(args: Namespace, program: list[str]) -> list[Part]:
    return [
        Part(
            f"pictures-{precision}-{count}",
            [*program, "pictures", "--provider", args.provider, "--precision", precision, "--count", str(count), "--out",
             str(args.out / f"pictures-{precision}-{count}.json"), "--rounds", str(args.rounds)],
            120,
            about={"kind": "pictures", "precision": precision, "count": count},
        )
        for precision in ("auto", "float32")
        for count in args.pictures
    ]


def speed(args: Namespace, program: list[str], name: str) -> list[Part]:
    model = args.models / name
    whole = model / "model_index.json"
    source = REPOSITORY / "src/LatentDiffusion/Checkpoints/ModelTypes" / MODEL_TYPES[name]
    command = [sys.executable, str(HERE / "make_model.py"), str(source), str(model)]
    made = Part(f"{name}-model", command, 300, about={"kind": "model"})
    common = ["--steps", str(args.steps), "--rounds", str(args.rounds)]
    device = args.provider if args.provider == "cpu" or args.provider.startswith("cuda") else "cuda"
    result = [made]
    for who, limit in (("ours", 180), ("eager", 180), ("compile", 300)):
        for size in args.sizes:
            for count in args.batches:
                part = f"{name}-{who}-{size}-{count}"
                shape = ["--size", str(size), "--count", str(count), *common, "--out", str(args.out / f"{part}.json")]
                command = (
                    [*program, "steps", str(model), "--provider", args.provider, *shape]
                    if who == "ours"
                    else [sys.executable, str(HERE / "diffusers_steps.py"), str(model), who, "--device", device, *shape]
                )
                about = {"kind": "speed", "model": name, "who": who, "size": size, "count": count}
                result.append(Part(part, command, limit, needs=whole, about=about))
    return result
