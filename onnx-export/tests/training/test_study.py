"""Classifiers without and with synthetic pictures: what they see, what is measured, and that it can be gone on with."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from latent_diffusion_export.cli import main
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.study import labelled
from latent_diffusion_export.training.study.regimes import CATALOGUE
from latent_diffusion_export.training.study.settings import Settings
from latent_diffusion_export.training.study.statistics import measures
from latent_diffusion_export.training.study.study import read_sets, study
from latent_diffusion_export.training.study.training import Pool, varied

BARS = ("across", "down", "slanted")
"""Classes that only a look at the whole picture tells apart."""


def _bars(folder: Path, counts: dict[str, int], seed: int) -> None:
    random = np.random.default_rng(seed)
    for name, count in counts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            pixels = random.integers(0, 80, (16, 16, 3))
            at, color = random.integers(4, 12), random.integers(140, 256, 3)
            for i in range(16):
                pixels[(at, i) if name == "across" else (i, at) if name == "down" else (i, (i + at - 8) % 16)] = color
            Image.fromarray(pixels.astype(np.uint8)).save(folder / name / f"{number}.png")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """One real picture of a class; synthetic ones drawn as the real ones are."""
    root = tmp_path_factory.mktemp("study")
    _bars(root / "real", {"across": 12, "down": 12, "slanted": 1}, 0)
    _bars(root / "synthetic", dict.fromkeys(BARS, 12), 1)
    _bars(root / "held-out", dict.fromkeys(BARS, 12), 2)
    return root


def _settings(folders: Path, **values) -> Settings:
    return Settings(**{"real": folders / "real", "synthetic": folders / "synthetic", "held_out": folders / "held-out", "seeds": 2,
                       "steps": 6, "size": 16, "width": 8, "batch_size": 12, "threads": 1} | values)


def test_what_lacks_pictures_is_scarce_and_synthetic_ones_of_it_help(folders, tmp_path):
    assert study(_settings(folders, steps=80, learning_rate=1e-2), tmp_path)
    result = json.loads((tmp_path / "study.json").read_text())
    assert result["scarce"] == ["slanted"] and list(result["ways"]) == list(CATALOGUE)
    for way in result["ways"].values():
        assert all(part["low"] <= part["value"] <= part["high"] for part in way["accuracy"].values())
    real, both = (result["ways"][name] for name in ("real", "both"))
    assert both["accuracy"]["scarce"]["value"] >= 0.8
    gained = both["accuracy"]["scarce"]["value"] - real["accuracy"]["scarce"]["value"]
    assert both["less_real_only"]["scarce"]["value"] == pytest.approx(gained)
    text = (tmp_path / "study.md").read_text()
    assert "`slanted` with 1 real pictures" in text and "| slanted (scarce) | 1 | 12 |" in text
    assert Image.open(tmp_path / "pictures.png").size == (8 * 16, 2 * 16)


def test_a_study_that_goes_on_trains_only_what_is_missing(folders, tmp_path):
    settings = _settings(folders)
    assert study(settings, tmp_path)
    text, runs = (tmp_path / "study.md").read_text(), sorted((tmp_path / "runs").iterdir())
    assert [run.name for run in runs] == sorted(f"{name}-{seed}.json" for name in CATALOGUE for seed in range(2))
    kept = {run: run.stat().st_mtime_ns for run in runs[1:]}
    before = runs[0].read_text()
    runs[0].unlink()
    assert study(settings, tmp_path) and (tmp_path / "study.md").read_text() == text and runs[0].read_text() == before
    assert {run: run.stat().st_mtime_ns for run in runs[1:]} == kept
    with pytest.raises(ExportError, match=r"steps \(was 6, is 7\)"):
        study(_settings(folders, steps=7), tmp_path)
    runs[0].write_text("{")
    with pytest.raises(ExportError, match="is no result of a study"):
        study(settings, tmp_path)


def test_a_synthetic_set_of_some_classes_is_only_added(folders, tmp_path):
    _bars(tmp_path / "synthetic", {"slanted": 5}, 1)
    sets = read_sets(_settings(folders, synthetic=tmp_path / "synthetic"))
    assert sets.regimes() == ["real", "both"] and sets.lacking == ["across", "down"]
    indices, labels = Pool(sets.real, sets.synthetic).batch(600, 0.5, torch.Generator().manual_seed(0))
    assert torch.bincount(labels).tolist() == [200, 200, 200]
    synthetic = indices >= len(sets.real)
    assert not synthetic[labels < 2].any() and 70 <= int(synthetic[labels == 2].sum()) <= 130


@pytest.mark.parametrize("share, kinds", [(0, {False}), (1, {True})])
def test_a_way_sees_the_kind_that_it_says(folders, share, kinds):
    sets = read_sets(_settings(folders))
    indices, labels = Pool(sets.real, sets.synthetic).batch(64, share, torch.Generator().manual_seed(0))
    assert set((indices >= len(sets.real)).tolist()) == kinds
    pixels = torch.cat([sets.real.labels, sets.synthetic.labels])
    assert (pixels[indices] == labels).all()


def test_finetuning_begins_with_synthetic_and_ends_with_real_pictures():
    shares = [CATALOGUE["finetune"].share(step / 10) for step in range(10)]
    assert shares == [1] * 5 + [0] * 5


def test_variation_keeps_range_and_size_and_differs():
    pixels = torch.rand(4, 3, 16, 16, generator=torch.Generator().manual_seed(0)) * 2 - 1
    one, other = (varied(pixels, True, torch.Generator().manual_seed(seed)) for seed in (1, 2))
    assert one.shape == pixels.shape and one.abs().max() <= 1 and not torch.equal(one, other)
    assert torch.equal(one, varied(pixels, True, torch.Generator().manual_seed(1)))


def test_intervals_hold_what_is_true_and_see_a_difference_that_is_there():
    """Of the binomial distribution: 300 pictures of each class, 80 % right in one way and 90 % in the other, and twice the same."""
    random = np.random.default_rng(1)
    labels = np.repeat([0, 1], 300)
    right = {"real": random.random((5, 600)) < 0.8, "both": random.random((5, 600)) < 0.9}
    right["same"] = right["real"]
    found = measures(right, labels, [1], "real")
    accuracy, difference = found["both"]
    assert accuracy.macro.low < 0.9 < accuracy.macro.high and difference.macro.verdict == difference.scarce.verdict == "better"
    deviation = np.sqrt(0.9 * 0.1 / (5 * 300))  # what the interval of a class must be near, with seeds and pictures apart
    assert 1.5 * deviation < (accuracy.scarce.high - accuracy.scarce.low) / 2 < 4 * deviation
    assert found["same"][1].macro.verdict == "no difference seen" and found["same"][1].macro.high == 0
    assert found["real"][1].overall.value == 0
    assert measures({"real": right["both"], "both": right["real"]}, labels, [], "real")["both"][1].macro.verdict == "worse"


def test_hidden_files_are_no_pictures_of_a_class(folders, tmp_path):
    shutil.copytree(folders / "held-out", tmp_path / "set")
    (tmp_path / "set/down/._0.png").write_bytes(b"of macOS")
    assert labelled.read(tmp_path / "set", BARS, 16).counts() == [12, 12, 12]


def test_what_is_wrong_is_named(folders, tmp_path):
    with pytest.raises(ExportError, match="held out, but it is the same picture as .*, which is trained on"):
        read_sets(_settings(folders, held_out=folders / "real"))
    _bars(tmp_path / "more", {"across": 1, "round": 1}, 3)
    with pytest.raises(ExportError, match="round is of none of the classes, which are across, down, slanted"):
        read_sets(_settings(folders, synthetic=tmp_path / "more"))
    _bars(tmp_path / "fewer", {"across": 1, "down": 1}, 3)
    with pytest.raises(ExportError, match="fewer holds no pictures of slanted"):
        read_sets(_settings(folders, held_out=tmp_path / "fewer"))
    _bars(tmp_path / "one", {"across": 1}, 3)
    with pytest.raises(ExportError, match="one has one class, across"):
        read_sets(_settings(folders, real=tmp_path / "one"))
    with pytest.raises(ExportError, match="scarce is round, which is none of the classes"):
        read_sets(_settings(folders, scarce=("round",)))
    (tmp_path / "damaged" / "across").mkdir(parents=True)
    (tmp_path / "damaged" / "across" / "a.png").write_bytes(b"no picture")
    with pytest.raises(ExportError, match="a.png cannot be read as a picture"):
        labelled.read(tmp_path / "damaged", BARS, 16)
    with pytest.raises(ExportError, match="is no folder"):
        labelled.class_names(tmp_path / "none")
    for name, value, message in (("seeds", 1, "from 2 to 1000"), ("width", 12, "a multiple of 8"), ("learning_rate", 0.0, "above 0"),
                                 ("device", "tpu", "one of auto, cpu, cuda"), ("size", 8, "from 16 to 256")):
        with pytest.raises(ExportError, match=f"{name} is {value}.*{message}"):
            _settings(folders, **{name: value})


def test_the_command_line(folders, tmp_path, capsys):
    sets = [part for name in ("real", "synthetic", "held-out") for part in (f"--{name}", str(folders / name))]
    with pytest.raises(SystemExit) as ended:
        main(["train", "study", str(tmp_path / "out"), *sets, "--scarce", "down", "--seeds", "2", "--steps", "4", "--size", "16", "--width",
              "8", "--no-mirror", "--threads", "1"])
    assert ended.value.code == 0
    result = json.loads((tmp_path / "out" / "study.json").read_text())
    assert result["scarce"] == ["down"] and result["mirror"] is False and "and mirrored" not in (tmp_path / "out" / "study.md").read_text()
    with pytest.raises(SystemExit) as ended:
        main(["train", "study", str(tmp_path / "out"), *sets, "--seeds", "1"])
    assert ended.value.code == 1 and "seeds is 1" in capsys.readouterr().err
