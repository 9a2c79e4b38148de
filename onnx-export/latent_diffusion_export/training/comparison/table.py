"""The table: comparison.md and comparison.json, with plots beside them."""

import json

from ..loop.files import write_atomically
from ..result.markdown import markdown
from . import baselines, editability, failure, plots
from .claims import judged
from .comparison import Comparison

FILE = "comparison.md"
_COLUMNS = (("FD", "fid", "{:.1f}"), ("KID", "kid", "{:.4f}"), ("precision", "precision", "{:.3f}"), ("recall", "recall", "{:.3f}"),
            ("Vendi", "vendi", "{:.1f}"), ("s a picture", "seconds_each", "{:.4f}"), ("MB", "megabytes", "{:.0f}"),
            ("training s", "seconds", "{:.0f}"), ("steps", "steps", "{}"), ("parameters, to draw", "parameters_to_draw", "{:,}"))


def write(comparison: Comparison, rows: list[dict], trained_on: int, compared_with: int) -> None:
    text = _text(comparison, rows, trained_on, compared_with)
    write_atomically(comparison.folder / FILE, lambda file: file.write_text(text, encoding="utf-8"))
    values = json.dumps({"rows": rows, "failure": failure.DEFINITION}, indent=2) + "\n"
    write_atomically(comparison.folder / "comparison.json", lambda file: file.write_text(values, encoding="utf-8"))
    plots.bars(first_seeds(rows), comparison.folder / "comparison.png")
    plots.pictures(comparison, comparison.folder / "pictures.png")


def first_seeds(rows: list[dict]) -> dict[str, dict]:
    """By technique, those that could be measured, with the number of failed seeds."""
    return {row["technique"]: row | {"failed": len(failed(rows, row["technique"]))} for row in rows
            if row.get("seed") == 0 and "fid" in row}


def failed(rows: list[dict], name: str) -> list[dict]:
    return [row for row in rows if row["technique"] == name and row.get("failure")]


def _text(comparison: Comparison, rows: list[dict], trained_on: int, compared_with: int) -> str:
    return "\n\n".join(["# Kinds of generative model, measured", _conditions(comparison, rows, trained_on, compared_with),
                        "![The measures as bars](comparison.png)", _measures(comparison, rows), "## Stability", failure.DEFINITION,
                        _stability(comparison, rows), "## What each can do with a picture", _editing(comparison),
                        "## What is said, and what was measured", _claims(comparison, rows),
                        "![Eight pictures of each, a row a technique](pictures.png)"]) + "\n"


def _conditions(comparison: Comparison, rows: list[dict], trained_on: int, compared_with: int) -> str:
    settings = comparison.settings
    machines = sorted({f"{row['device']}, {row['threads']} thread{'s' if row['threads'] != 1 else ''}, {row['computed_in']}"
                       for row in rows if "seed" in row})
    clock = {"wall": "of wall-clock time", "processor": "of processor time", "steps": "(steps)"}[settings.clock]
    others = settings.budget if comparison.other_budget is None else comparison.other_budget
    return (f"{settings.budget:g} s {clock} for the first seed of each technique, {others:g} s for the others; "
            f"{' or '.join(machines)}. {trained_on} pictures of {settings.size}x{settings.size} to train on, batches of "
            f"{settings.batch_size}, width {settings.width}. {comparison.count} pictures of the first seed and {comparison.other_count} of "
            f"the others are compared with {compared_with} that none was trained on, by features of ResNet18: the distances are no FID, "
            "and stand for one another only. Pictures are drawn by LatentDiffusion.Techniques; their "
            "seconds are processor time of one drawn alone, their memory is what loading and drawing added to a process.")


def _measures(comparison: Comparison, rows: list[dict]) -> str:
    lines = [row for row in rows if row["technique"] in baselines.NAMES or row.get("seed") == 0]
    return markdown(["", *(title for title, *_ in _COLUMNS)],
                    [[row["technique"], *(form.format(row[key]) if key in row else "" for _, key, form in _COLUMNS)] for row in lines])


def _stability(comparison: Comparison, rows: list[dict]) -> str:
    table = []
    for name in comparison.techniques:
        runs = [row for row in rows if row["technique"] == name]
        reasons = "; ".join(f"seed {row['seed']}: {row['failure']}" for row in failed(rows, name))
        later = [row["kid"] for row in runs if row["seed"] > 0 and "kid" in row]
        table.append([name, f"{len(failed(rows, name))} of {len(runs)}", ", ".join(f"{value:.4f}" for value in later), reasons])
    return markdown(["", "failed seeds", "KID of the later seeds", "why"], table)


def _editing(comparison: Comparison) -> str:
    return markdown(["", *editability.COLUMNS], [[name, *editability.TABLE[name]] for name in comparison.techniques])


def _claims(comparison: Comparison, rows: list[dict]) -> str:
    return markdown(["", "about", "said", "by", "rule", "here"], [
        [claim.technique, claim.about, claim.words, claim.source, claim.rule, "agrees" if holds else "does not agree"]
        for claim, holds in judged(first_seeds(rows))])
