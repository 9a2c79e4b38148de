"""Rows, failures, claims, and what is written of them."""

import json
import shutil
import sys
from dataclasses import replace

import pytest
import torch
from PIL import Image

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.comparison import baselines, plots, table
from latent_diffusion_export.training.comparison.claims import CLAIMS, judged
from latent_diffusion_export.training.comparison.compare import measure_all
from latent_diffusion_export.training.comparison.comparison import Comparison
from latent_diffusion_export.training.comparison.pictures import PictureBank, pixels_of
from latent_diffusion_export.training.comparison.programs import Programs
from latent_diffusion_export.training.comparison.settings import Settings

KIDS = {"gan": 0.1, "vae": 0.3, "pixel": 0.5, "latent": 0.05}


class _Known(Programs):
    """Draws squares, and gives known measures."""

    def drawn(self, model, out, count, seed):
        baselines.save(torch.zeros(count, 3, 16, 16, dtype=torch.uint8), out)
        return {"seconds": {"gan": 0.01, "vae": 0.001, "pixel": 1.0, "latent": 0.1}[model.parent.name[:-2]], "megabytes": 50.0}

    def measured(self, generated, real, cache):
        kid = {"training pictures": 0.0, "noise": 0.4}.get(generated.name)
        return {"fid": 100 * (kid if kid is not None else KIDS[generated.name[:-2]]), "kid": kid if kid is not None else
                KIDS[generated.name[:-2]], "precision": 0.5, "recall": 0.25, "vendi": 3.0}


@pytest.fixture
def comparison(shapes_folder, tmp_path):
    """Four techniques with two seeds that were trained; one of the GAN's was not finite."""
    settings = Settings(data=shapes_folder, budget=8, size=16, width=8, held_out=4)
    whole = Comparison(tmp_path, settings, ("gan", "vae", "pixel", "latent"), seeds=2, count=16, other_count=16)
    for name, seed in whole.runs:
        bad = (name, seed) == ("gan", 1)
        folder = whole.folder_of(name, seed)
        (folder if bad else folder / "onnx").mkdir(parents=True)
        (folder / "result.json").write_text(json.dumps({
            "technique": name, "seed": seed, "failure": "step 3: the loss is nan" if bad else None, "steps": 8, "seconds": 8.0,
            "parameters_to_draw": 1234, "device": "processor", "threads": 1, "precision": "float32"}))
    return whole


def test_rows_hold_failures_of_all_three_kinds(comparison):
    rows = measure_all(comparison, PictureBank(comparison.settings), _Known((), ()))
    assert [row["technique"] for row in rows[:2]] == list(baselines.NAMES)
    assert [len(table.failed(rows, name)) for name in comparison.techniques] == [1, 0, 2, 0]
    assert "nothing learnt" in table.failed(rows, "pixel")[0]["failure"]
    assert measure_all(comparison, PictureBank(comparison.settings), None) == rows  # kept: nothing is drawn or measured again
    fewer = replace(comparison, count=20)
    again = measure_all(fewer, PictureBank(fewer.settings), _Known((), ()))
    assert [row["drawn"] for row in again if "kid" in row] == [20, 20, 20, 20, 20, 20, 16, 16, 16]
    assert len(list((comparison.folder / "pictures/vae-0").iterdir())) == 20


def test_a_comparison_of_failed_runs_has_a_table(comparison):
    for name, seed in comparison.runs:
        shutil.rmtree(comparison.folder_of(name, seed) / "onnx", ignore_errors=True)
    with pytest.raises(ExportError, match="onnx is missing"):
        measure_all(comparison, PictureBank(comparison.settings), _Known((), ()))
    for name, seed in comparison.runs:
        file = comparison.folder_of(name, seed) / "result.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"failure": "step 1: the loss is nan"}))
    rows = measure_all(comparison, PictureBank(comparison.settings), _Known((), ()))
    table.write(comparison, rows, 36, 4)
    assert "## Stability" in (comparison.folder / "comparison.md").read_text()


def test_the_table_says_what_was_measured(comparison):
    rows = measure_all(comparison, PictureBank(comparison.settings), _Known((), ()))
    table.write(comparison, rows, 36, 4)
    text = (comparison.folder / "comparison.md").read_text()
    assert "| latent | 5.0 | 0.0500 | 0.500 | 0.250 | 3.0 | 0.1000 | 50 | 8 | 8 | 1,234 |" in text
    assert "| gan | 1 of 2 |  | seed 1: step 3: the loss is nan |" in text and "| pixel | 2 of 2 | 0.5000 |" in text
    assert "| latent | cost | faster than pixels | Rombach" in text and "36 pictures of 16x16" in text
    assert "for the others; processor, 1 thread, float32. 36 pictures" in text
    assert json.loads((comparison.folder / "comparison.json").read_text())["rows"] == rows
    for plot in ("comparison.png", "pictures.png"):
        with Image.open(comparison.folder / plot) as image:
            assert len(image.convert("RGB").getcolors(1 << 24)) > 2


def test_claims_are_kept_or_broken_by_numbers():
    rows = {name: {"kid": kid, "recall": 1 - kid, "seconds_each": seconds, "failed": 0} for name, kid, seconds in
            (("gan", 0.1, 1.0), ("vae", 0.4, 0.5), ("pixel", 0.2, 9.0), ("autoregressive", 0.3, 8.0), ("latent", 0.15, 2.0))}
    said = {(claim.technique, claim.words): holds for claim, holds in judged(rows)}
    assert len(said) == len(CLAIMS)
    assert said["gan", "high"] and not said["gan", "unstable to train"] and not said["gan", "poor coverage of modes"]
    assert said["vae", "low"] and said["vae", "fast"] and not said["pixel", "high"] and said["pixel", "slow"]
    assert said["latent", "faster than pixels"] and said["latent", "better than pixels at the same training cost"]
    swapped = judged(rows | {"latent": rows["pixel"], "pixel": rows["latent"]})
    assert not any(holds for claim, holds in swapped if claim.words in ("faster than pixels", "slow"))
    equal = judged({name: row | {"recall": 0.0} for name, row in rows.items()})
    assert not any(holds for claim, holds in equal if claim.about == "diversity")
    assert judged({"gan": rows["gan"]}) == []
    assert all(claim.technique != "latent" for claim, _ in judged({"gan": rows["gan"], "latent": rows["latent"]}))


def test_baselines_are_what_they_are_called(comparison):
    pictures = PictureBank(comparison.settings)
    baselines.write(pictures, 30, comparison.folder)
    assert {name: len(list((comparison.folder / name).iterdir())) for name in ("real", *baselines.NAMES)} == {
        "real": 4, "training pictures": 30, "noise": 30}
    noise = torch.stack([torch.frombuffer(bytearray(Image.open(file).tobytes()), dtype=torch.uint8).view(16, 16, 3)
                         for file in (comparison.folder / "noise").iterdir()])
    mean, wanted = pixels_of(noise).mean(0), pixels_of(pictures.training).mean(0).permute(1, 2, 0)
    assert (mean - wanted).abs().mean() < 0.15
    pictures.held_out = 255 - pictures.held_out  # as many pictures of other data
    baselines.write(pictures, 30, comparison.folder)
    with Image.open(comparison.folder / "real" / "00000.png") as image:
        assert torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(16, 16, 3).equal(pictures.held_out[0].permute(1, 2, 0))


def test_measures_of_other_data_are_not_kept(comparison):
    pictures, programs = PictureBank(comparison.settings), _Known((), ())
    rows = measure_all(comparison, pictures, programs)
    pictures.held_out = 255 - pictures.held_out
    with pytest.raises(AttributeError):  # there is no program to measure with
        measure_all(comparison, pictures, None)
    again = measure_all(comparison, pictures, programs)
    assert all(one["data"] != other["data"] for one, other in zip(rows, again) if "kid" in one)


def test_bars_are_as_long_as_their_values():
    assert plots.lengths({"a": 1.0, "b": 4.0, "c": -1.0}, False) == {"a": 0.25, "b": 1.0, "c": 0.0}
    assert plots.lengths({"a": 0.01, "b": 0.1, "c": 1.0}, True) == pytest.approx({"a": 0.1, "b": 0.55, "c": 1.0})


def test_programs_answer_in_json_or_fail_with_what_they_said(tmp_path):
    draw = (sys.executable, "-c", "import sys; print('noise'); print('{\"seconds\": ' + sys.argv[3] + '}')")
    assert Programs(draw, ()).drawn(tmp_path, tmp_path, 7, 0) == {"seconds": 7}
    evaluate = (sys.executable, "-c", "import sys; open(sys.argv[-1], 'w').write('{\"metrics\": [{\"name\": \"kid\", \"value\": 0.5}]}')")
    assert Programs((), evaluate).measured(tmp_path, tmp_path, tmp_path) == {"kid": 0.5}
    with pytest.raises(ExportError, match="did not end with a line of JSON"):
        Programs((sys.executable, "-c", ""), ()).drawn(tmp_path, tmp_path, 7, 0)
    with pytest.raises(ExportError, match="no such model"):
        Programs((sys.executable, "-c", "import sys; sys.exit('no such model')"), ()).drawn(tmp_path, tmp_path, 7, 0)


@pytest.mark.parametrize("wrong", [{"seeds": 0}, {"count": 3}, {"techniques": ("gan", "flow")}, {"techniques": ("gan", "gan")},
                                   {"techniques": ()}, {"other_budget": 0}])
def test_wrong_comparisons_are_named(comparison, wrong):
    with pytest.raises(ExportError, match="seeds|count|flow|each once|budget"):
        Comparison(comparison.folder, comparison.settings, **wrong)
