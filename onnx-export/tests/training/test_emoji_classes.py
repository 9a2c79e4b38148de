"""Labelled emoji, half of them held out, from archives as the registry has them."""

import io
import json
import tarfile

import pytest

from latent_diffusion_export.cli import main
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.data import emoji_classes
from latent_diffusion_export.training.data.records import read_records

SUBGROUPS = {"34": "animal-mammal", "51": "place-building", "55": "transport-water", "98": "country-flag"}


@pytest.fixture
def archives(tmp_path):
    """Ten emoji of each of four subgroups, one of which is of no class; the one style lacks the last of each, and has the first twice."""
    data = [{"hexcode": f"1F{subgroup}{i}", "label": f"{name} {i}", "subgroup": int(subgroup)}
            for subgroup, name in SUBGROUPS.items() for i in range(10)]
    icons = {"icons": {entry["label"]: {"body": '<rect width="16" height="16" fill="#36c"/>'} for entry in data}}
    characters = {entry["hexcode"].lower(): entry["label"] for entry in data}
    fewer = {code: label for code, label in characters.items() if not code.endswith("9")} | {"1f340-fe0f": "animal-mammal 0"}
    for package in emoji_classes.PACKAGES:
        files = ({"en/data.json": data, "meta/groups.json": {"subgroups": SUBGROUPS}} if package.name == "emojibase-data" else
                 {"icons.json": icons, "chars.json": fewer if "twemoji" in package.name else characters})
        with tarfile.open(tmp_path / package.archive, "w:gz") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(f"package/{name}")
                entry.size = len(text := json.dumps(content).encode())
                archive.addfile(entry, io.BytesIO(text))
    return tmp_path


def _codes(folder, part, name):
    return [file.stem.split("-", 1) for file in sorted((folder / part / name).glob("*.png"))]


def test_no_emoji_is_in_both_parts_in_any_style(archives, tmp_path):
    pytest.importorskip("resvg_py")
    with pytest.raises(SystemExit) as ended:
        main(["train", "data", "emoji-classes", str(tmp_path / "out"), "--size", "16", "--few", "vehicle=3", "--archives", str(archives)])
    assert ended.value.code == 0
    out = tmp_path / "out"
    assert sorted(path.name for path in (out / "real").iterdir()) == ["animal", "building", "vehicle"]
    for name in ("animal", "building", "vehicle"):
        real, held_out = _codes(out, "real", name), _codes(out, "held-out", name)
        assert not {code for _, code in real} & {code for _, code in held_out}
        assert len({code for _, code in held_out}) == 5 and {style for style, _ in held_out} == {"twemoji", "openmoji"}
        assert len(real) == 3 if name == "vehicle" else len(real) + len(held_out) == 19
    records = read_records(out)
    assert {record.licence for record in records} == {"CC-BY-4.0", "CC-BY-SA-4.0"} and len(records) == 2 * 19 + 3 + len(held_out)
    emoji_classes.write(tmp_path / "again", archives, 16, {"vehicle": 3})
    assert [record.file.relative_to(tmp_path / "again") for record in read_records(tmp_path / "again")] == [
        record.file.relative_to(out) for record in records]


def test_what_is_asked_for_must_be_there(archives, tmp_path, capsys):
    with pytest.raises(ExportError, match="1 pictures of boat: the classes are animal, building"):
        emoji_classes.write(tmp_path / "out", archives, 16, {"boat": 1})
    with pytest.raises(ExportError, match="0 pictures of vehicle"):
        emoji_classes.write(tmp_path / "out", archives, 16, {"vehicle": 0})
    with pytest.raises(SystemExit):
        main(["train", "data", "emoji-classes", str(tmp_path / "out"), "--few", "vehicle", "--archives", str(archives)])
    assert "--few is vehicle; it is a class, = and a number" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
