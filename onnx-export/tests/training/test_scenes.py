"""Pictures put together from several, the words for them, and prompts made of them."""

import json
import random

import pytest
from PIL import Image, ImageDraw

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.attributes.shapes import cut_out, parts
from latent_diffusion_export.training.data import emoji_prompts, emoji_scenes
from latent_diffusion_export.training.data.recolouring import COLOURS, colour_of, recoloured
from latent_diffusion_export.training.data.records import read_records
from latent_diffusion_export.training.data.scenes import Scenes, Subject
from latent_diffusion_export.training.data.words import plural, with_article


@pytest.mark.parametrize("name, many", [
    ("star", "stars"), ("green apple", "green apples"), ("cherry", "cherries"), ("key", "keys"), ("fox", "foxes"), ("fish", "fish"),
    ("peach", "peaches"), ("mouse", "mice"), ("tropical fish", "tropical fish"), ("maple leaf", "maple leaves")])
def test_plurals(name, many):
    assert plural(name) == many


@pytest.mark.parametrize("name, text", [("apple", "an apple"), ("unicorn", "a unicorn"), ("umbrella", "an umbrella"), ("car", "a car"),
                                        ("flag", "flag"), ("the number 3", "the number 3")])
def test_articles(name, text):
    assert with_article(name) == text


def test_a_thing_of_one_colour_gets_every_other_and_keeps_its_outline():
    picture = disc("#dc2828")
    assert colour_of(picture) == "red"
    for colour in COLOURS:
        other = recoloured(picture, colour)
        assert colour_of(other) == colour
        assert other.getchannel("A").tobytes() == picture.getchannel("A").tobytes()


def test_what_has_several_colours_or_none_has_no_name_for_it():
    both = disc("#dc2828")
    both.paste(disc("#3c78dc").crop((0, 0, 32, 64)), (0, 0))
    assert colour_of(both) == "" and colour_of(disc("#808080")) == "" and colour_of(Image.new("RGBA", (8, 8))) == ""


@pytest.fixture
def data(tmp_path):
    """A folder as `train data emoji` writes it, of discs and squares."""
    entries = []
    for name, colour in (("ball", "#dc2828"), ("plum", "#8246be"), ("stone", "#707070"), ("cap", "#3c78dc"), ("cat face", "#f08c1e")):
        disc(colour).save(tmp_path / f"3d-{name}.png")
        entries.append({"file": f"3d-{name}.png", "captions": [f"a {name}"], "licence": "MIT" if name != "cap" else "Apache-2.0",
                        "source": "drawn", "weight": 1.0,
                        "thing": {"name": name, "names": [name, f"{name} thing"], "style": "3d", "face": name == "cat face"}})
    (tmp_path / "captions.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return tmp_path


def test_scenes_show_what_their_captions_say(data):
    scenes, draws = Scenes(subjects(), hats=("cap",)), random.Random(1)
    for _ in range(60):
        scene = scenes.several(draws)
        assert parts(on_white(emoji_scenes.draw(data, scene, 128))) == len(scene.pieces)
        number = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}[scene.text.split()[0]]
        assert number == len(scene.pieces)
        assert all(0 <= piece.x - piece.side / 2 and piece.x + piece.side / 2 <= 1.001 for piece in scene.pieces)
    for _ in range(60):
        scene = scenes.coloured(draws)
        colour = scene.pieces[0].colour
        assert f"{colour} " in scene.text and colour_of(cut_out(on_white(emoji_scenes.draw(data, scene, 128)))) == colour


def test_places_are_those_of_the_words(data):
    scenes, draws = Scenes(subjects(), hats=("cap",)), random.Random(2)
    seen = set()
    for _ in range(80):
        scene = scenes.pair(draws)
        first, second = scene.pieces
        if "left of" in scene.text:
            assert first.x < second.x and not scene.mirror
        else:
            assert " above " in scene.text and first.y < second.y
        before, after = scene.text.replace(" left of ", "|").replace(" above ", "|").split("|")
        assert first.subject.name in before and second.subject.name in after
        seen.add("left of" in scene.text)
    assert seen == {True, False}


def test_a_hat_is_worn_by_a_head():
    scene = Scenes(subjects(), hats=("cap",)).hat(random.Random(3))
    face, hat = scene.pieces
    assert face.subject.name == "cat face" and hat.subject.name == "cap" and hat.y < face.y
    assert scene.text.startswith("a cat with a") and scene.text.endswith("cap")


def test_scenes_of_a_folder_are_records_with_licences_and_a_share_of_what_is_drawn(data):
    found = emoji_scenes.write(data, 64, subjects(), 20, weight_of_others=5.0)
    assert len(found) == 20 and all((data / entry["file"]).is_file() for entry in found)
    assert sum(entry["weight"] for entry in found) / (5 + sum(entry["weight"] for entry in found)) == pytest.approx(0.4, abs=1e-3)
    assert any(entry["licence"] == "Apache-2.0 AND MIT" for entry in found)
    assert emoji_scenes.write(data, 64, subjects(), 0, weight_of_others=5.0) == []
    (data / "captions.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in found), encoding="utf-8")
    assert len(read_records(data)) == 20


def test_prompts_are_no_captions_of_the_data_and_come_with_what_they_ask_for(data, tmp_path):
    (data / "captions.jsonl").open("a").write(json.dumps({"file": "x", "captions": ["two balls", "a red ball"]}) + "\n")
    emoji_prompts.write(data, tmp_path / "out", count=10, size=64, seed=1)
    asked = [json.loads(line) for line in (tmp_path / "out" / "prompts.jsonl").read_text().splitlines()]
    assert [one["prompt"] for one in asked] == (tmp_path / "out" / "prompts.txt").read_text().splitlines()
    kinds = [one["kind"] for one in asked]
    assert {kind: kinds.count(kind) for kind in kinds} == {"thing": 4, "count": 2, "colour": 2, "pair": 2}
    assert not {"two balls", "a red ball"} & {one["prompt"] for one in asked}
    for one in asked:
        with Image.open(tmp_path / "out" / one["picture"]) as picture:
            assert picture.mode == "RGB" and picture.size == (64, 64)


def test_a_folder_without_things_is_refused(tmp_path):
    with pytest.raises(ExportError, match="captions.jsonl does not exist"):
        emoji_prompts.write(tmp_path, tmp_path / "out", 10, 32, 1)
    (tmp_path / "captions.jsonl").write_text(json.dumps({"file": "a.png", "captions": ["a"]}) + "\n")
    with pytest.raises(ExportError, match="names no things"):
        emoji_prompts.write(tmp_path, tmp_path / "out", 10, 32, 1)


def disc(colour: str, side: int = 64) -> Image.Image:
    image = Image.new("RGBA", (side, side))
    ImageDraw.Draw(image).ellipse((6, 6, side - 7, side - 7), fill=colour)
    return image


def on_white(picture: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def subjects() -> list[Subject]:
    colours = {"ball": "red", "plum": "purple", "stone": "", "cap": "blue", "cat face": "orange"}
    return [Subject(f"3d-{name}.png", name, "3d", colour, name == "cat face", "MIT" if name != "cap" else "Apache-2.0", "drawn")
            for name, colour in colours.items()]
