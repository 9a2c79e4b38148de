"""`train ...`: data sets, configurations, the two stages, fine-tuning, and measuring a model."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from . import comparison, study
from ..errors import ExportError
from ..progress import console

_OPTIONS = {"no_args_is_help": True, "rich_markup_mode": "rich"}
app = typer.Typer(help="Train latent diffusion models, from nothing or further.", **_OPTIONS)
data = typer.Typer(help="Write a data set: pictures, and captions.jsonl with the licence of each.", **_OPTIONS)
app.add_typer(data, name="data")
comparison.add_to(app)
study.add_to(app)

Configuration = Annotated[str, typer.Argument(help="The run's TOML file, which `train init` writes, or a preset's name.")]
Overrides = Annotated[Optional[list[str]], typer.Option("--set", help="section.key=value instead of the file's; may be repeated.")]
FindLr = Annotated[bool, typer.Option("--find-lr", help="Only suggest a learning rate: a short run in which it rises.")]
FindLrSteps = Annotated[int, typer.Option(min=10, help="Steps of that run.")]
OutFolder = Annotated[Path, typer.Argument(help="Folder to write; it must be new or empty.")]


@app.command()
def init(kind: Annotated[str, typer.Argument(help="autoencoder, preview, denoiser, finetune or distill.")],
         file: Annotated[Path, typer.Argument(help="The file to write.")],
         preset: Annotated[str, typer.Option(help="Which values: small, or the default model's: emoji-1, ..")] = "small",
         overrides: Overrides = None) -> None:
    """Write a configuration with every key, its meaning and a value."""
    from ..training.presets import load
    from ..training.configuration import to_toml

    if file.exists():
        raise ExportError(f"{file} exists; remove it, or give another name")
    text = to_toml(load(_kind(kind), kind, preset, overrides or []))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# latent-diffusion-export train {kind} {file}\n\n{text}", encoding="utf-8")
    console.print(f"{file} written", highlight=False, soft_wrap=True)


@app.command()
def autoencoder(configuration: Configuration, overrides: Overrides = None, find_lr: FindLr = False,
                find_lr_steps: FindLrSteps = 100) -> None:
    """First stage: pictures to latents and back. The same command goes on with an interrupted run."""
    _train("autoencoder", configuration, overrides, find_lr, find_lr_steps)


@app.command()
def preview(configuration: Configuration, overrides: Overrides = None, find_lr: FindLr = False, find_lr_steps: FindLrSteps = 100) -> None:
    """A cheap decoder of an autoencoder's latents, as TAESD, for previews while denoising. Ends with the ONNX folder."""
    _train("preview", configuration, overrides, find_lr, find_lr_steps)


@app.command()
def denoiser(configuration: Configuration, overrides: Overrides = None, find_lr: FindLr = False, find_lr_steps: FindLrSteps = 100) -> None:
    """Second stage: a U-Net and a text encoder on those latents. Ends with the ONNX folder."""
    _train("denoiser", configuration, overrides, find_lr, find_lr_steps)


@app.command()
def finetune(configuration: Configuration, overrides: Overrides = None, find_lr: FindLr = False, find_lr_steps: FindLrSteps = 100) -> None:
    """Train a diffusers model further on your pictures, wholly or by LoRA. Ends with the ONNX folder."""
    _train("finetune", configuration, overrides, find_lr, find_lr_steps)


@app.command()
def distill(configuration: Configuration, overrides: Overrides = None, find_lr: FindLr = False, find_lr_steps: FindLrSteps = 100) -> None:
    """Teach a diffusers model to draw in 4 to 8 steps, as a LoRA (LCM) or wholly. Ends with the ONNX folder."""
    _train("distill", configuration, overrides, find_lr, find_lr_steps)


@app.command()
def restore(model: Annotated[Path, typer.Argument(help="An exported ONNX folder, such as that of LatentDiffusion.Models.Emoji.")],
            out: OutFolder) -> None:
    """Write the diffusers folder of an exported model, for unet.start: to go on with its training."""
    from ..training.restore import restore as write

    write(model, out)
    console.print(f"{out} written", highlight=False, soft_wrap=True)


@app.command()
def average(model: Annotated[Path, typer.Argument(help="A diffusers folder, of `train denoiser` or `train restore`.")],
            other: Annotated[Path, typer.Argument(metavar="OTHER", help="Another of the same structure.")],
            out: OutFolder,
            share: Annotated[float, typer.Option(min=0.0, max=1.0, help="How much of the other: 0 is the first, 1 the other.")] = 0.5) -> None:
    """Write the model whose weights lie between those of two, of which one was trained from the other."""
    from ..training.average import average as write

    write(model, other, out, share)
    console.print(f"{out} written", highlight=False, soft_wrap=True)


@app.command()
def measure(model: Annotated[Path, typer.Argument(help="An exported ONNX folder.")],
            folder: Annotated[Path, typer.Argument(metavar="DATA", help="A folder of pictures with captions.")],
            size: Annotated[int, typer.Option(min=8, help="Side of the pictures.")] = 128,
            count: Annotated[int, typer.Option(min=1, help="Pictures, spread evenly over the folder.")] = 512,
            vgg_weights: Annotated[str, typer.Option(help="For LPIPS: torchvision's VGG16.")] = "",
            lpips_weights: Annotated[str, typer.Option(help="For LPIPS: its linear layers.")] = "") -> None:
    """Measure how well a model's autoencoder gives pictures back: PSNR, and LPIPS where its weights are given."""
    from ..training.data.training_set import read_plain
    from ..training.losses.lpips import Lpips
    from ..training.result.measurement import measure, onnx_autoencoder

    lpips = Lpips.load(vgg_weights, lpips_weights) if vgg_weights or lpips_weights else None
    print(measure(onnx_autoencoder(model), read_plain(folder, size, count), lpips))


@app.command()
def attributes(prompts: Annotated[Path, typer.Argument(help="The folder that `train data prompts` wrote.")],
               data_set: Annotated[Path, typer.Argument(metavar="DATA", help="The data set that it was written of.")],
               network: Annotated[Path, typer.Argument(help="A folder of `features`, or the network of LatentDiffusion.Evaluation.ResNet18.")],
               pictures: Annotated[list[Path], typer.Argument(help="Folders of pictures, one or --seeds for each prompt, in order of names.")],
               seeds: Annotated[int, typer.Option(min=1, help="Pictures for each prompt.")] = 1) -> None:
    """Count pictures that show what their prompts ask for: how many, in what colour, what, and where; beside what the prompts were made of."""
    from ..training.attributes.scores import by_name, score, table

    folders = by_name(pictures)
    real = {} if seeds > 1 else {"what was asked for": score(prompts, prompts / "pictures", data_set, network)}
    print(table(real | {name: score(prompts, folder, data_set, network, seeds) for name, folder in folders.items()}))


@data.command()
def shapes(out: OutFolder, count: Annotated[int, typer.Option(min=1, help="Pictures.")] = 600,
           size: Annotated[int, typer.Option(min=16, help="Side in pixels.")] = 64,
           seed: Annotated[int, typer.Option(help="Places and sizes of the shapes.")] = 0) -> None:
    """Coloured shapes on white, drawn here: for a first try without any download."""
    from ..training.data.shapes import write

    write(out, count, size, seed)
    console.print(f"{count} pictures in {out}", highlight=False, soft_wrap=True)


@data.command()
def emoji(out: OutFolder, size: Annotated[int, typer.Option(min=16, help="Side in pixels.")] = 128,
          scenes: Annotated[int, typer.Option(min=0, help="Pictures put together from several: counts, colours, sizes, places.")] = 12000,
          archives: Annotated[Optional[Path], typer.Option(help="The packages' .tgz files; without it npm fetches them.")] = None) -> None:
    """The default model's data: Fluent Emoji (MIT) and Noto Emoji (Apache-2.0) from the npm registry."""
    from tempfile import TemporaryDirectory

    from ..training.data import emoji as data_set
    from ..training.data.emoji_packages import fetch

    with TemporaryDirectory() as temporary:
        if archives is None:
            fetch(Path(temporary))
        data_set.write(out, archives or Path(temporary), size, scenes=scenes)


@data.command()
def prompts(data_set: Annotated[Path, typer.Argument(metavar="DATA", help="A folder that `train data emoji` wrote.")], out: OutFolder,
            count: Annotated[int, typer.Option(min=10, help="Prompts.")] = 1000,
            size: Annotated[int, typer.Option(min=16, help="Side of their pictures in pixels.")] = 128,
            seed: Annotated[int, typer.Option(help="Which prompts.")] = 1) -> None:
    """Prompts that can be checked, which are no captions of the data set but for those of single things; and what they ask for, drawn."""
    from ..training.data.emoji_prompts import write

    write(data_set, out, count, size, seed)


@data.command("emoji-classes")
def emoji_classes(out: OutFolder, size: Annotated[int, typer.Option(min=16, help="Side in pixels.")] = 64,
                  few: Annotated[Optional[list[str]], typer.Option(help="CLASS=N: at most N real pictures of it; may be repeated.")] = None,
                  seed: Annotated[int, typer.Option(help="Which emoji are held out, and which of a class are the few.")] = 0,
                  archives: Annotated[Optional[Path], typer.Option(help="The packages' .tgz files; without it npm fetches them.")] = None,
                  ) -> None:
    """Emoji in styles that the default model has not seen, by class, half of them held out: data for `train study`."""
    from tempfile import TemporaryDirectory

    from ..training.data import emoji_classes as data_set
    from ..training.data.emoji_packages import fetch

    with TemporaryDirectory() as temporary:
        if archives is None:
            fetch(Path(temporary), data_set.PACKAGES)
        data_set.write(out, archives or Path(temporary), size, dict(_limit(text) for text in few or []), seed)


def _limit(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not number.isdecimal():
        raise ExportError(f"--few is {text}; it is a class, = and a number")
    return name, int(number)


def _train(kind: str, configuration: str, overrides: list[str] | None, find_lr: bool, find_lr_steps: int) -> None:
    from ..training import presets
    from ..training.configuration import read
    from ..training.runs import find_learning_rate, train

    if configuration in presets.names(kind) and not Path(configuration).is_file():
        settings = presets.load(_kind(kind), kind, configuration, overrides or [])
    else:
        settings = read(_kind(kind), Path(configuration), overrides or [])
    if not find_lr:
        if not train(settings):
            raise typer.Exit(130)
        return
    found = find_learning_rate(settings, find_lr_steps)
    for rate, loss in found.points[:: max(1, len(found.points) // 20)]:
        print(f"{rate:9.2e}  {loss:.4f}")
    print(f"suggested: optimizer.learning_rate = {found.suggestion:.1e}")
    console.print(f"curve: {Path(settings.run.folder) / 'learning-rates.png'}", highlight=False, soft_wrap=True)


def _kind(name: str):
    from ..training import configuration

    kinds = {"autoencoder": configuration.AutoencoderRun, "preview": configuration.PreviewRun,
             "denoiser": configuration.DenoiserRun, "finetune": configuration.FinetuneRun, "distill": configuration.DistillationRun}
    if name not in kinds:
        raise ExportError(f"unknown kind {name}; it is one of {', '.join(kinds)}")
    return kinds[name]
