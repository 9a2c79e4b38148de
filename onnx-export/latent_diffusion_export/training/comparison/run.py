"""One technique, one seed: training, a grid of samples, the export, and result.json, which says how it went."""

import json
from pathlib import Path

import torch

from ...errors import ExportError
from ...progress import console
from ..loop.files import write_atomically
from ..loop.processes import device_of
from ..result.grids import grid
from . import failure, techniques
from .export import export
from .pictures import PictureBank, pixels_of
from .settings import Settings
from .techniques.technique import Technique
from .trainer import BudgetTrainer, Outcome

RESULT = "result.json"
_SAMPLES = 64
_SAMPLES_SEED = 10_000


def train(name: str, settings: Settings, folder: Path, pictures: PictureBank | None = None) -> dict | None:
    """The result; that of an earlier call if the run was finished. None: interrupted, the same call goes on."""
    techniques.class_of(name)
    if (earlier := result_of(folder)) is not None:
        changed = settings.differs_from(earlier)
        if changed or earlier["technique"] != name:
            raise ExportError(f"{folder / RESULT} is of {changed or earlier['technique']}. Give another folder, or remove that one")
        return earlier
    if settings.threads:
        torch.set_num_threads(settings.threads)
    device = device_of(settings.device)
    technique = techniques.create(name, settings, pictures or PictureBank(settings), device)
    outcome = BudgetTrainer(technique, settings, folder).train()
    if outcome.interrupted:
        return None
    result = _result(technique, outcome, device)
    if result["failure"] is None:
        result |= _finish(technique, folder)
    text = json.dumps(result, indent=2) + "\n"
    write_atomically(folder / RESULT, lambda file: file.write_text(text, encoding="utf-8"))
    console.print(f"{name} {settings.seed}: {result['failure'] or 'finished'}, {outcome.steps} steps", highlight=False, soft_wrap=True)
    return result


def result_of(folder: Path) -> dict | None:
    """None: the run has not finished."""
    file = folder / RESULT
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def _result(technique: Technique, outcome: Outcome, device: torch.device) -> dict:
    settings = technique.settings
    return {"technique": technique.name, "seed": settings.seed, "failure": outcome.failure, "steps": outcome.steps,
            "pictures": outcome.pictures, "seconds": outcome.seconds, "clock": settings.clock, "budget": settings.budget,
            "parameters": _count(technique.modules), "parameters_to_draw": sum(map(_count, technique.drawn_with)),
            "data": str(settings.data), "held_out": settings.held_out, "size": settings.size,
            "batch_size": settings.batch_size, "width": settings.width, "precision": technique.precision,
            "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "processor", "threads": torch.get_num_threads()}


def _finish(technique: Technique, folder: Path) -> dict:
    technique.modules.eval()
    drawn = technique.sample(_SAMPLES, _SAMPLES_SEED)
    real = pixels_of(technique.pictures.training[:: max(1, len(technique.pictures) // _SAMPLES)][:_SAMPLES])
    failed = failure.of_pictures(drawn, real)
    if not drawn.isfinite().all():
        return {"failure": failed}
    grid(drawn, columns=8).save(folder / "samples.png")
    return {"failure": failed, "diversity": failure.diversity(drawn, real), "largest_difference": export(technique, folder / "onnx")}


def _count(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
