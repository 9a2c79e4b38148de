"""`train gan`, `train vae` ..: one technique; `train comparison`: all of them side by side, with a table."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from ..errors import ExportError
from ..progress import console

Out = Annotated[Path, typer.Argument(help="Folder of the run; the same command goes on with it.")]
Data = Annotated[Path, typer.Option(help="A folder of pictures, as `train data` makes.")]
Minutes = Annotated[float, typer.Option(help="Minutes of training.")]
Clock = Annotated[str, typer.Option(help="wall; or processor: minutes that this process computes, for a machine that others use too.")]
Size = Annotated[int, typer.Option(help="Side of the pictures, a power of two.")]
Width = Annotated[int, typer.Option(help="Channels from which the networks derive theirs; 64 for a GPU.")]
BatchSize = Annotated[int, typer.Option(help="Pictures of a step.")]
HeldOut = Annotated[int, typer.Option(help="Pictures that are only compared with; at most a tenth.")]
Threads = Annotated[int, typer.Option(help="Threads of a processor. 0: PyTorch's own choice.")]
Device = Annotated[str, typer.Option(help="auto, cpu or cuda.")]
Precision = Annotated[str, typer.Option(help="auto, float32 or bfloat16.")]

_SINGLE = {
    "gan": "A generative adversarial network (FastGAN).",
    "vae": "A variational autoencoder.",
    "pixel": "Diffusion on pixels (DDPM).",
    "autoregressive": "A transformer on the code words of a VQ-VAE.",
    "latent": "Latent diffusion without prompts, of the size of the others.",
}


def add_to(app: typer.Typer) -> None:
    for name, purpose in _SINGLE.items():
        app.command(name, help=f"{purpose} For the comparison; ends with an ONNX folder that LatentDiffusion.Techniques draws with.")(
            _single(name))
    app.command("comparison")(comparison)


def _single(name: str):
    def run(out: Out, data: Data, minutes: Minutes = 5.0, seed: Annotated[int, typer.Option(help="Weights, order, noise.")] = 0,
            clock: Clock = "wall", size: Size = 64, width: Width = 32, batch_size: BatchSize = 32, held_out: HeldOut = 1000,
            threads: Threads = 0, device: Device = "auto", precision: Precision = "auto") -> None:
        from ..training.comparison.run import train
        from ..training.comparison.settings import Settings

        result = train(name, Settings(data=data, budget=60 * minutes, clock=clock, size=size, width=width, batch_size=batch_size, seed=seed,
                                      held_out=held_out, threads=threads, device=device, precision=precision), out)
        if result is None:
            raise typer.Exit(130)
        if result["failure"]:
            raise ExportError(f"{out}: the run failed: {result['failure']}")
        console.print(f"{out / 'onnx'}: {result['steps']} steps", highlight=False, soft_wrap=True)

    return run


def comparison(out: Out, data: Data, minutes: Minutes = 5.0,
               other_minutes: Annotated[Optional[float], typer.Option(help="Of the seeds after the first. Without it, the same.")] = None,
               seeds: Annotated[int, typer.Option(help="Seeds of each technique.")] = 3,
               techniques: Annotated[str, typer.Option(help="Which, with commas between.")] = ",".join(_SINGLE),
               count: Annotated[int, typer.Option(help="Pictures of the first seed that are measured.")] = 1000,
               other_count: Annotated[int, typer.Option(help="Of the others.")] = 300,
               clock: Clock = "wall", size: Size = 64, width: Width = 32, batch_size: BatchSize = 32, held_out: HeldOut = 1000,
               threads: Threads = 0, device: Device = "auto", precision: Precision = "auto",
               only_train: Annotated[bool, typer.Option("--only-train", help="Neither draw nor measure yet.")] = False) -> None:
    """Train all techniques for the same time on the same pictures, draw with them from C#, measure, and write a table with plots."""
    from ..training.comparison.compare import compare
    from ..training.comparison.comparison import Comparison
    from ..training.comparison.programs import Programs
    from ..training.comparison.settings import Settings

    settings = Settings(data=data, budget=60 * minutes, clock=clock, size=size, width=width, batch_size=batch_size, held_out=held_out,
                        threads=threads, device=device, precision=precision)
    whole = Comparison(out, settings, tuple(name.strip() for name in techniques.split(",")), seeds,
                       None if other_minutes is None else 60 * other_minutes, count, other_count)
    if not compare(whole, None if only_train else Programs.find()):
        raise typer.Exit(130)
