"""Checks and measures LatentDiffusion on a device: the parts of parts.py, one process each. Only Python's own library is needed here."""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

import report
from parts import Part, all_parts
from runner import run_part

REPOSITORY = Path(__file__).resolve().parents[2]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/gpu/run.sh", description=__doc__)
    parser.add_argument("--provider", default="cuda", help="cuda, cuda:1, tensorrt, directml or cpu [cuda]")
    parser.add_argument("--app", type=Path, help="folder of the published program (prepare.sh); default: it is published first")
    parser.add_argument("--out", type=Path, default=Path("gpu-results"), help="folder of results; what is done there is not done again")
    parser.add_argument("--models", type=Path, help="folder of the models with random weights, about 9 GB [OUT/models]")
    parser.add_argument("--only", nargs="*", default=[], metavar="PART", help="parts to do, by the beginnings of their names")
    parser.add_argument("--list", action="store_true", help="list the parts, and do nothing")
    parser.add_argument("--again", action="store_true", help="do the named parts again")
    parser.add_argument("--budget", type=float, default=float("inf"), help="seconds after which the part that runs is ended")
    parser.add_argument("--architectures", nargs="*", default=["sd15", "sdxl"], choices=["sd15", "sdxl"])
    parser.add_argument("--sizes", nargs="*", type=int, default=[512, 1024], help="sides of pictures in pixels")
    parser.add_argument("--batches", nargs="*", type=int, default=[1, 4], help="pictures at a time")
    parser.add_argument("--steps", type=int, default=20, help="steps of a generation")
    parser.add_argument("--rounds", type=int, default=5, help="generations that are measured")
    parser.add_argument("--pictures", nargs="*", type=int, default=[1, 4, 16], help="pictures of the default model at a time")
    parser.add_argument("--families", nargs="*", default=[], help="tiny models of the parity parts [all]")
    parser.add_argument("--half-arithmetic", action="store_true", help="with --provider cpu: compute in half precision as a GPU does")
    parser.add_argument("--self-check", action="store_true", help="on a processor: three tiny models, and a picture")
    return parser.parse_args()


def publish(args: argparse.Namespace) -> Path:
    app = args.out / "app"
    native = {"cpu": "cpu", "directml": "directml"}.get(args.provider.split(":")[0], "gpu")
    project = str(REPOSITORY / "benchmarks/LatentDiffusion.Gpu")
    command = ["dotnet", "publish", project, "-c", "Release", f"-p:OnnxRuntime={native}", "-o", str(app)]
    print("publishing:", *command, flush=True)
    if subprocess.run(command).returncode:
        sys.exit("The program could not be published.")
    return app


def program(app: Path) -> list[str]:
    """The command that starts the program: by the runtime beside it, or the machine's own."""
    carried, library = app / "dotnet" / "dotnet", app / "LatentDiffusion.Gpu.dll"
    if not library.is_file():
        sys.exit(f"{app} has no LatentDiffusion.Gpu.dll: it should be a folder that prepare.sh or dotnet publish wrote.")
    machine = "linux-arm64" if platform.machine() in ("aarch64", "arm64") else "linux-x64"  # as prepare.sh tells them apart
    native, there = app.parent / "native", app / "runtimes" / machine / "native"
    for file in native.glob("*.so*") if native.is_dir() else []:
        there.mkdir(parents=True, exist_ok=True)
        if not (there / file.name).exists():
            (there / file.name).symlink_to(file)
    if carried.is_file():
        carried.chmod(0o755)
        return [str(carried), str(library)]
    if shutil.which("dotnet") is None:
        sys.exit("There is no .NET: install its runtime, or let prepare.sh put one beside the program.")
    return ["dotnet", str(library)]


def environment() -> dict[str, str]:
    """CUDA's libraries as pip installs them, torch's for example, are on no path; ONNX Runtime finds them by LD_LIBRARY_PATH. CUDA must
    number devices as NVML does, or the memory of another one is looked at."""
    folders = [str(lib) for path in sys.path for lib in sorted(Path(path or ".").glob("nvidia/*/lib")) if lib.is_dir()]
    own = os.environ.get("LD_LIBRARY_PATH")
    paths = os.pathsep.join([*([own] if own else []), *folders])
    extra = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "PYTHONUNBUFFERED": "1", "HF_HUB_OFFLINE": "1",
             "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
    return os.environ | extra | ({"LD_LIBRARY_PATH": paths} if paths else {})


def chosen(args: argparse.Namespace, parts: list[Part]) -> list[Part]:
    return [p for p in parts if not args.only or any(p.name.startswith(name) for name in args.only)]


def main() -> int:
    args = arguments()
    if args.self_check:
        args.families = args.families or ["latent_diffusion_unconditional", "pixart_sigma", "stable_diffusion_inpainting"]
        args.only = args.only or ["parity-tiny", "pictures-auto"]
        args.rounds, args.pictures = 1, [1]
    args.out = args.out.resolve()
    args.models = (args.models or args.out / "models").resolve()
    if args.list:
        print(*(p.name for p in chosen(args, all_parts(args, ["PROGRAM"]))), sep="\n")
        return 0
    end = time.monotonic() + args.budget
    args.out.mkdir(parents=True, exist_ok=True)
    parts = chosen(args, all_parts(args, program(args.app.resolve() if args.app else publish(args))))
    variables = environment()
    for part in parts:
        run_part(part, args.out, variables, args.provider, end, args.again)
        report.write(args.out)
    print(report.write(args.out))
    return report.exit_code(args.out, parts)


if __name__ == "__main__":
    sys.exit(main())
