"""Tiny random pipelines, exported to ONNX by our own exporter, with what diffusers draws on them: `tiny/<family>/`."""

import importlib
import json
import shutil
import tempfile
from pathlib import Path

from safetensors.torch import save_file

from latent_diffusion_export.export import export
from latent_diffusion_export.progress import console
from .tiny import FAMILIES


def write(out: Path, families: tuple[str, ...] = FAMILIES) -> None:
    for family in families:
        folder = out / "tiny" / family
        shutil.rmtree(folder, ignore_errors=True)
        write_family(importlib.import_module(f".tiny.{family}", __package__), folder)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        console.print(f"{family}: {size / 1024:.0f} KiB", highlight=False)


def write_family(family, folder: Path) -> None:
    """`folder` becomes the exported model with `cases.json` and `cases.safetensors`, whose tensors are named `<case>.<name>`."""
    pipeline = family.pipeline()
    with tempfile.TemporaryDirectory() as saved:
        pipeline.save_pretrained(saved)
        export(saved, folder)
    write_cases(family, pipeline, folder)


def write_cases(family, pipeline, folder: Path) -> None:
    tensors = {f"{case.name}.{name}": tensor for case in family.CASES for name, tensor in case.run(pipeline).items()}
    cases = [case.describe() for case in family.CASES]
    (folder / "cases.json").write_text(json.dumps(cases, indent=1) + "\n", encoding="utf-8")
    save_file(tensors, folder / "cases.safetensors")
