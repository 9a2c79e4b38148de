"""All techniques with all seeds: trained, drawn with, measured, and put into a table. What is done stays done when it is called again."""

import json
from collections.abc import Callable
from pathlib import Path

from ...errors import ExportError
from ...progress import console
from ..loop.files import replace_folder, write_atomically
from . import baselines, table
from .comparison import Comparison
from .pictures import PictureBank
from .programs import Programs
from .run import result_of, train

_FIRST_SEED = 1_000_000


def train_all(comparison: Comparison, pictures: PictureBank) -> bool:
    """False: interrupted; the same call goes on."""
    console.print(f"{len(pictures)} pictures to train on, {len(pictures.held_out)} to compare with", highlight=False)
    return all(train(name, comparison.settings_of(seed), comparison.folder_of(name, seed), pictures.with_seed(seed)) is not None
               for name, seed in comparison.runs)


def measure_all(comparison: Comparison, pictures: PictureBank, programs: Programs) -> list[dict]:
    """A row for each run, and one for each baseline."""
    folder = comparison.folder / "pictures"
    baselines.write(pictures, comparison.count, folder)
    cache, real, rows = comparison.folder / "features", folder / "real", []
    data = " ".join(map(baselines.digest, (pictures.training, pictures.held_out)))
    of = {"compared_with": len(pictures.held_out), "data": data}
    for name in baselines.NAMES:
        console.print(f"measuring {name}", highlight=False)
        drawn = baselines.count_in(folder / name)
        rows.append({"technique": name, **_kept(
            comparison.folder / f"{name}.json", {"drawn": drawn, **of}, lambda: programs.measured(folder / name, real, cache))})
    for name, seed in comparison.runs:
        run = comparison.folder_of(name, seed)
        result = result_of(run)
        result["computed_in"] = result.pop("precision")  # a measure has that name too
        if (run / "onnx").is_dir():
            console.print(f"drawing and measuring {name} {seed}", highlight=False)
            result |= _kept(run / "measured.json", {"drawn": comparison.count_of(seed), **of},
                            lambda: _measured(comparison, programs, name, seed, folder / f"{name}-{seed}", real, cache))
        elif not result["failure"]:
            raise ExportError(f"{run / 'onnx'} is missing, though the run ended well; remove {run} to train it anew")
        rows.append(result)
    return _with_nothing_learnt(rows)


def compare(comparison: Comparison, programs: Programs | None) -> bool:
    """`programs`: None trains only. False: interrupted."""
    pictures = PictureBank(comparison.settings)
    if not train_all(comparison, pictures):
        return False
    if programs is not None:
        table.write(comparison, measure_all(comparison, pictures, programs), len(pictures), len(pictures.held_out))
        console.print(f"table: {comparison.folder / table.FILE}", highlight=False, soft_wrap=True)
    return True


def _measured(comparison: Comparison, programs: Programs, name: str, seed: int, out: Path, real: Path, cache: Path) -> dict:
    costs = []
    replace_folder(out, lambda temporary: costs.append(
        programs.drawn(comparison.folder_of(name, seed) / "onnx", temporary, comparison.count_of(seed), _FIRST_SEED)))
    return {"seconds_each": costs[0]["seconds"], "megabytes": costs[0]["megabytes"], **programs.measured(out, real, cache)}


def _with_nothing_learnt(rows: list[dict]) -> list[dict]:
    """The third way to fail, which takes measures to see."""
    noise = next(row["kid"] for row in rows if row["technique"] == baselines.NAMES[1])
    for row in rows:
        if row.get("failure", "") is None and row["kid"] >= noise:
            row["failure"] = f"nothing learnt: the KID is {row['kid']:.4f}, that of noise {noise:.4f}"
    return rows


def _kept(file: Path, of: dict, measure: Callable[[], dict]) -> dict:
    """What was measured of as many pictures of the same data; else it is measured now."""
    if file.is_file() and of.items() <= (kept := json.loads(file.read_text(encoding="utf-8"))).items():
        return kept
    result = of | measure()
    write_atomically(file, lambda temporary: temporary.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8"))
    return result
