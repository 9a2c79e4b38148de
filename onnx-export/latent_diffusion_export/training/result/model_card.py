"""README.md of a model: what it is, on what it was trained, how well it does, and the exact configuration."""

from collections import Counter
from pathlib import Path

from ..configuration import DistillationRun, to_toml
from ..tasks.new_autoencoder import factor_of
from .measurement import Reconstruction


def autoencoder(context, module, result: Reconstruction) -> str:
    options, config, size = context.settings.autoencoder, module.config, context.settings.data.size
    purpose = "An autoencoder for latent diffusion: it needs a denoiser, which `train denoiser` makes"
    if options.decoder_only:
        purpose += f", or one that was trained on the latents of {options.start}, which are this one's"
    return _card(context, f"{purpose}.", [
        f"| structure | {type(module).__name__}, {config.latent_channels} latent channels, factor {factor_of(module)}, trained at "
        f"{size}x{size} |",
        f"| scaling factor | {float(config.scaling_factor)} |", _reconstruction(context, result)])


def preview(context, own: Reconstruction, by_itself: Reconstruction, other: Reconstruction) -> str:
    settings = context.settings
    return _card(context, f"A cheap decoder of the latents of {settings.preview.autoencoder}, for previews while denoising, and an encoder "
                 "to them.", [
        f"| structure | AutoencoderTiny, {settings.preview.channels} channels, trained at {settings.data.size}x{settings.data.size} |",
        _reconstruction(context, other, "the other's encoder and decoder"),
        _reconstruction(context, own, "the other's encoder, this decoder"),
        _reconstruction(context, by_itself, "this encoder and decoder")])


def denoiser(context, pipeline, result: Reconstruction, prompts: list[str], diversity: float) -> str:
    settings, start = context.settings, _start(context.settings)
    structure = f"{type(pipeline).__name__}, U-Net of {_millions(pipeline.unet)}, text encoder of {_millions(pipeline.text_encoder)}"
    purpose = f"A text-to-image latent diffusion model, {_purpose(settings, start)}."
    scheduler = pipeline.scheduler.config
    rows = [f"| structure | {structure} |", f"| size | {settings.data.size}x{settings.data.size} |",
            f"| noise | {scheduler.beta_schedule} betas {scheduler.beta_start:g}..{scheduler.beta_end:g}, {scheduler.num_train_timesteps} "
            f"steps, {scheduler.prediction_type} |",
            _reconstruction(context, result),
            f"| diversity | samples differ {diversity:.2f} times as much as training pictures |"]
    shown = ", ".join(f'"{prompt}"' for prompt in prompts)
    return _card(context, purpose, rows, f"![Samples](samples.png)\n\nThe samples: {shown}; {settings.samples.steps} steps, guidance "
                 f"{settings.samples.guidance:g}.\n\n", [f"what was in {start}, under its licence"] if start else [])


def _purpose(settings, start: str) -> str:
    if isinstance(settings, DistillationRun):
        return f"which draws in few steps and without guidance what {start} draws in many with a guidance of {settings.loss.guidance:g}"
    return f"trained further from {start}" if start else "trained from nothing"


def _card(context, purpose: str, rows: list[str], samples: str = "", more_data: list[str] = ()) -> str:
    settings = context.settings
    name = settings.output.name or Path(settings.run.folder).name
    data = "; ".join([*more_data, *_data(context)])
    licence = settings.output.licence or "not stated; the licences of the data apply to what of it comes back in pictures"
    seen = settings.run.steps * settings.data.batch_size * settings.data.accumulation * context.processes.count
    table = "\n".join(["| | |", "|---|---|", *rows])
    return f"""# {name}

{purpose}

{table}

{samples}**Data**: {data}.

**Licence**: {licence}.

**Limits**: it draws what its data show, at {settings.data.size}x{settings.data.size}; other sizes and subjects were not trained. It can
repeat training pictures closely, and it has the stereotypes of its data. Text in pictures is not readable.

**Training**: {settings.run.steps} steps, {seen} pictures seen, with latent-diffusion-export and this configuration:

```toml
{to_toml(settings, comments=False).strip()}
```
"""


def _data(context) -> list[str]:
    """Pictures by source and licence."""
    groups = Counter((record.source, record.licence) for record in context.pictures.all_records)
    return [f"{count} pictures{f' from {source}' if source else ''} ({licence or 'no licence recorded'})"
            for (source, licence), count in sorted(groups.items())]


def _reconstruction(context, result: Reconstruction, name: str = "reconstruction") -> str:
    note = " that it was trained on" if context.pictures.measured_on_training_set else " held out of training"
    return f"| {name} | {result}{note} |"


def _start(settings) -> str:
    return settings.model.start if hasattr(settings, "model") else settings.unet.start


def _millions(model) -> str:
    return f"{sum(parameter.numel() for parameter in model.parameters()) / 1e6:.1f} M parameters"
