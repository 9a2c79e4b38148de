"""Folders of pictures, their order, their variants; the data sets that are made here."""

import io
import json
import struct
import tarfile
import zlib
from collections import Counter

import numpy as np
import pytest
import torch
from PIL import Image

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.configuration.run_sections import Augmentation, Data
from latent_diffusion_export.training.data import emoji, emoji_packages, shapes
from latent_diffusion_export.training.data.augmentation import PLAIN, augment
from latent_diffusion_export.training.data.emoji_packages import PACKAGES
from latent_diffusion_export.training.data.pictures import Pictures
from latent_diffusion_export.training.data.records import read_records
from latent_diffusion_export.training.data.training_set import TrainingSet


def picture(folder, name, size=(8, 8), color="red"):
    Image.new("RGBA" if len(color) > 7 else "RGB", size, color).save(folder / name)


def test_captions_come_from_jsonl_csv_or_text_files(tmp_path):
    picture(tmp_path, "b.png")
    picture(tmp_path, "a.jpg")
    for name, text in (("a", "a cat\n"), ("b", "a dog")):
        (tmp_path / f"{name}.txt").write_text(text)
    assert [(record.file.name, record.captions) for record in read_records(tmp_path)] == [("a.jpg", ("a cat",)), ("b.png", ("a dog",))]
    lines = ("file,caption,weight,mirror", 'b.png,"a dog, running",2,no', "a.jpg,a cat,,")
    (tmp_path / "captions.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    first, second = read_records(tmp_path)
    assert (first.captions, first.weight, first.mirror) == (("a dog, running",), 2.0, False)
    assert (second.captions, second.weight, second.mirror) == (("a cat",), 1.0, True)
    (tmp_path / "captions.jsonl").write_text('{"file": "a.jpg", "captions": ["a cat", "cat"], "licence": "MIT"}\n\n')
    (only,) = read_records(tmp_path)
    assert (only.captions, only.licence) == (("a cat", "cat"), "MIT")


@pytest.mark.parametrize("line, message", [
    ("{", "line 1 is not JSON"),
    ('{"caption": "a"}', 'line 1: "file" is missing'),
    ('{"file": "absent.png"}', "absent.png does not exist"),
    ('{"file": "a.png", "captions": "a"}', "captions must be a list"),
    ('{"file": "a.png", "weight": "much"}', "weight 'much' is no number"),
    ('{"file": "a.png", "weight": -1}', "weight -1.0 must be above 0"),
])
def test_what_is_wrong_with_captions_is_named(line, message, tmp_path):
    picture(tmp_path, "a.png")
    (tmp_path / "captions.jsonl").write_text(line)
    with pytest.raises(ExportError, match=message):
        read_records(tmp_path)


@pytest.mark.parametrize("name, content, message", [
    ("captions.jsonl", b"\xff", "captions.jsonl is not UTF-8 text"),
    ("captions.csv", b"file,caption\na.png,\xff", "captions.csv is not UTF-8 text"),
    ("captions.csv", b"file,caption\na.png," + b"x" * 200_000, "captions.csv, after line 1: not CSV: field larger than"),
    ("a.txt", b"\xff", "a.txt is not UTF-8 text"),
])
def test_damaged_captions_are_named(name, content, message, tmp_path):
    picture(tmp_path, "a.png")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ExportError, match=message):
        read_records(tmp_path)


def test_folders_without_pictures_or_captions_are_refused(tmp_path):
    with pytest.raises(ExportError, match="is no folder"):
        read_records(tmp_path / "absent")
    with pytest.raises(ExportError, match="holds no pictures"):
        read_records(tmp_path)
    picture(tmp_path, "a.png")
    with pytest.raises(ExportError, match=r"1 pictures have no caption, the first is .*a\.png; put a \.txt"):
        read_records(tmp_path)


def test_a_damaged_picture_is_named(tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "a.txt").write_text("a cat")
    with pytest.raises(ExportError, match=r"a\.png cannot be read as a picture"):
        training_set(tmp_path).plain(read_records(tmp_path))


def training_set(folder, seed=0, size=8, held_out=0, **augmentation):
    return TrainingSet(Data(folder=str(folder), size=size, held_out=held_out), Augmentation(**augmentation), seed)


def test_every_picture_comes_once_in_each_epoch_in_another_order(shapes_folder):
    pictures = training_set(shapes_folder)
    first, second = pictures.indices(0, 40), pictures.indices(40, 40)
    assert sorted(first) == sorted(second) == list(range(40)) and first != second
    assert pictures.indices(30, 20) == first[30:] + second[:10]
    assert training_set(shapes_folder, seed=1).indices(0, 40) != first


def test_weights_decide_how_often_a_picture_comes(tmp_path):
    for name, weight in (("a.png", 3), ("b.png", 1)):
        picture(tmp_path, name)
        with (tmp_path / "captions.jsonl").open("a") as file:
            file.write(json.dumps({"file": name, "caption": name, "weight": weight}) + "\n")
    counts = Counter(training_set(tmp_path).indices(0, 4000))
    assert counts[0] / counts[1] == pytest.approx(3, rel=0.15)


def test_held_out_pictures_are_not_trained_on_and_at_most_a_tenth(shapes_folder):
    pictures = training_set(shapes_folder, held_out=64)
    assert len(pictures.held_out) == 4 and len(pictures) == 36
    assert not {record.file for record in pictures.held_out} & {record.file for record in pictures.records}


def test_without_variation_a_picture_of_the_right_size_stays_as_it_is():
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8)
    variant = augment(pixels, 16, PLAIN, False, torch.Generator())
    assert torch.equal(((variant.pixels + 1) * 127.5).round().byte().permute(1, 2, 0), torch.from_numpy(pixels))


def test_mirrors_and_shifts_are_whole_pixels_and_mirrors_can_be_forbidden():
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8)
    plain = augment(pixels, 16, PLAIN, False, torch.Generator()).pixels
    always = Augmentation(mirror=1.0)
    assert torch.equal(augment(pixels, 16, always, True, torch.Generator()).pixels, plain.flip(-1))
    assert torch.equal(augment(pixels, 16, always, False, torch.Generator()).pixels, plain)
    shifted = augment(pixels, 16, Augmentation(mirror=0.0, shift=3), True, torch.Generator().manual_seed(4)).pixels
    inner = shifted[:, 6:10, 6:10]
    assert any(torch.equal(inner, plain[:, 6 + y:10 + y, 6 + x:10 + x]) for y in range(-3, 4) for x in range(-3, 4))


def test_pictures_that_are_not_square_give_their_middle_or_a_random_part():
    pixels = np.zeros((8, 24, 3), np.uint8)
    pixels[:, 8:16] = 255
    assert (augment(pixels, 8, PLAIN, False, torch.Generator()).pixels == 1).all()
    random = torch.Generator().manual_seed(0)
    means = {round(float(augment(pixels, 8, Augmentation(random_crop=True), False, random).pixels.mean()), 2) for _ in range(8)}
    assert len(means) > 4


def test_transparent_pictures_get_a_background_that_the_caption_names(tmp_path):
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("a ghost")
    pictures = training_set(tmp_path, backgrounds=("white", "blue"), first_background=0.5)
    variants = [pictures.variant(0, number) for number in range(20)]
    colors = {variant.background: tuple(((variant.pixels[:, 4, 4] + 1) * 127.5).round().int().tolist()) for variant in variants}
    assert colors == {"": (255, 255, 255), "blue": (60, 120, 220)}
    captions = {pictures.caption(0, "blue", place, dropout=0.0) for place in range(20)}
    assert captions == {"a ghost on a blue background", "a ghost, blue background"}
    assert pictures.caption(0, "", 0, dropout=0.0) == "a ghost"
    dropped = sum(pictures.caption(0, "blue", place, dropout=0.25) == "" for place in range(2000))
    assert dropped == pytest.approx(500, rel=0.15)


def test_shapes_are_what_their_captions_say(shapes_folder):
    records = read_records(shapes_folder)
    assert len(records) == 40 and {record.licence for record in records} == {"CC0-1.0"}
    for record in records:
        color = record.captions[0].split()[1]
        wanted = tuple(int(shapes.COLORS[color][i:i + 2], 16) for i in (1, 3, 5))
        pixels = np.asarray(Image.open(record.file).convert("RGB")).reshape(-1, 3).astype(int)
        assert (abs(pixels - wanted).sum(1) < 12).any()


def test_a_data_set_is_not_written_over_another(shapes_folder):
    with pytest.raises(ExportError, match="exists and is not empty"):
        shapes.write(shapes_folder, 3, 16)


@pytest.fixture
def archives(tmp_path):
    """The packages in the layout of the registry's archives, with a few emoji, drawn here."""
    circle = '<circle cx="16" cy="16" r="12" fill="#d22"/>'
    icons = {"icons": {"red-apple": {"body": circle}, "waving-hand": {"body": circle}, "empty": {"body": ""}}, "width": 32, "height": 32}
    characters = {"1f34e": "red-apple", "1f44b-1f3fb": "waving-hand", "1f44b": "waving-hand", "1f47b": "empty", "ffff": "red-apple"}
    webp = io.BytesIO()
    Image.new("RGBA", (32, 32), "green").save(webp, "WEBP", lossless=True)
    files = {
        "@lobehub/fluent-emoji-3d": {"assets/1f34e.webp": webp.getvalue(), "assets/1f47b.webp": b"damaged"},
        "@iconify-json/fluent-emoji-flat": {"icons.json": json.dumps(icons).encode(), "chars.json": json.dumps(characters).encode()},
        "@iconify-json/noto": {"icons.json": json.dumps(icons).encode(), "chars.json": json.dumps({"1f34e": "red-apple"}).encode()},
        "@iconify-json/fluent-emoji": {"icons.json": json.dumps(icons).encode()},
        "@iconify-json/noto-v1": {"icons.json": json.dumps(icons | {"icons": icons["icons"] | {"digit-three": {"body": circle}}}).encode()},
        "emojibase-data": {"en/data.json": json.dumps([
            {"hexcode": "1F34E", "label": "Red Apple", "tags": ["fruit"], "group": 4},
            {"hexcode": "1F47B", "label": "ghost", "tags": [], "group": 0},
            {"hexcode": "1F44B", "label": "waving hand", "tags": [], "group": 1,
             "skins": [{"hexcode": "1F44B-1F3FB", "tone": 1}]}]).encode()},
        "emojilib": {"dist/emoji-en-US.json": json.dumps({"🍎": ["apple", "health", "an_apple_a_day"]}).encode()},
    }
    for package in PACKAGES:
        with tarfile.open(tmp_path / package.archive, "w:gz") as archive:
            for name, content in files[package.name].items():
                entry = tarfile.TarInfo(f"package/{name}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return tmp_path


def test_emoji_come_from_the_archives_with_their_licences(archives, tmp_path):
    pytest.importorskip("resvg_py")
    emoji.write(tmp_path / "out", archives, size=32)
    records = {record.file.name: record for record in read_records(tmp_path / "out")}
    assert records.keys() == {"3d-1f34e.png", "flat-1f34e.png", "cartoon-1f34e.png", "flat-1f44b.png", "flat-1f44b-1f3fb.png",
                              "gradient-1f34e.png", "gradient-1f44b.png", "cartoon-1-1f34e.png", "cartoon-1-1f44b.png",
                              "cartoon-1-digit-three.png"}
    assert set(records["cartoon-1-digit-three.png"].captions) <= {"number 3", "the number 3", "number three", "the number three",
                                                                  "the digit 3"}
    assert {record.licence for name, record in records.items() if name.startswith("cartoon")} == {"Apache-2.0"}
    assert {record.licence for name, record in records.items() if not name.startswith("cartoon")} == {"MIT"}
    assert records["3d-1f34e.png"].source == "@lobehub/fluent-emoji-3d 1.1.0"
    assert all("apple" in caption or "," in caption for caption in records["3d-1f34e.png"].captions)
    assert any("light skin tone" in caption for caption in records["flat-1f44b-1f3fb.png"].captions)
    assert records["3d-1f34e.png"].weight / records["flat-1f34e.png"].weight == pytest.approx(0.75 / 0.04, rel=1e-3)
    assert records["flat-1f44b.png"].weight / records["flat-1f44b-1f3fb.png"].weight == pytest.approx(3, rel=1e-3)
    with Image.open(records["flat-1f34e.png"].file) as image:
        assert image.mode == "RGBA" and image.size == (32, 32)
        assert image.getpixel((0, 0))[3] == 0 and image.getpixel((16, 16)) == (221, 34, 34, 255)


def test_a_missing_or_damaged_archive_is_named(archives, tmp_path):
    (archives / PACKAGES[0].archive).write_bytes(b"no archive")
    with pytest.raises(ExportError, match=r"lobehub-fluent-emoji-3d-1\.1\.0\.tgz is damaged"):
        emoji.write(tmp_path / "out", archives, size=32)
    (archives / PACKAGES[3].archive).unlink()
    with pytest.raises(ExportError, match=r"emojibase-data-17\.0\.0\.tgz does not exist; `npm pack emojibase-data@17\.0\.0`"):
        emoji.write(tmp_path / "out", archives, size=32)


def test_without_npm_it_says_how_else(tmp_path, monkeypatch):
    monkeypatch.setattr(emoji_packages.shutil, "which", lambda name: None)
    with pytest.raises(ExportError, match="npm is not installed.* give --archives FOLDER"):
        emoji_packages.fetch(tmp_path)


def test_hidden_files_and_folders_are_no_pictures(tmp_path):
    """macOS writes a "._name.png" of its own beside each file of some disks, and what is moved to a dust bin lies in a hidden folder."""
    for folder in (".Trashes", "nested", "folder.png"):
        (tmp_path / folder).mkdir()
    for name in ("a.png", "nested/b.PNG", ".Trashes/c.png"):
        picture(tmp_path, name)
        (tmp_path / name).with_suffix(".txt").write_text("text")
    (tmp_path / "._a.png").write_bytes(b"no picture")
    assert [record.file.name for record in read_records(tmp_path)] == ["a.png", "b.PNG"]


@pytest.mark.parametrize("name", ["grey.png", "grey.tiff"])
def test_grey_in_16_bits_keeps_its_greys(name, tmp_path):
    grey = np.arange(256, dtype=np.uint16).reshape(16, 16)
    Image.fromarray(grey * 257).save(tmp_path / name)
    assert np.array_equal(Pictures(0).load(tmp_path / name), np.repeat(grey[..., None], 3, axis=2))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize("chunks, message", [
    ([], "cannot identify image file"),
    ([(b"IHDR", b"short")], "Truncated IHDR chunk"),
    ([(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)), (b"IDAT", b"")], "3600000000 pixels"),
])
def test_a_picture_that_cannot_be_read_is_named(chunks, message, tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks))
    with pytest.raises(ExportError, match=f"a.png cannot be read as a picture: .*{message}"):
        Pictures(0).load(tmp_path / "a.png")
