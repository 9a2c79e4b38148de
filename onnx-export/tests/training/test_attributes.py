"""Counting, colours, names and the variety of seeds, on pictures of which they are known."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from PIL import Image, ImageDraw

from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.training.attributes.scores import Score, by_name, score, table
from latent_diffusion_export.training.attributes.shapes import foreground, parts

COLOURS = {"ball": "#dc2828", "plum": "#8246be", "leaf": "#3caa46"}


@pytest.mark.parametrize("count", range(7))
@pytest.mark.parametrize("background", ["white", "#3c78dc"])
def test_parts_are_counted_on_any_plain_background_without_specks(count, background):
    image = Image.new("RGB", (128, 128), background)
    pen = ImageDraw.Draw(image)
    for i in range(count):
        x, y = 22 + 42 * (i % 3), 32 + 64 * (i // 3)
        pen.ellipse((x - 14, y - 14, x + 14, y + 14), fill="#f0c020")
    pen.point([(3, 3), (124, 60)], fill="black")
    assert parts(image) == count


def test_the_background_is_that_of_the_border():
    image = Image.new("RGB", (32, 32), "#202020")
    image.paste("#e0e0e0", (8, 8, 16, 16))
    assert foreground(image).sum() == 64


@pytest.fixture
def study(tmp_path):
    """A data set of three things, prompts of them, and a network whose features are the mean colour."""
    data, prompts, network = (tmp_path / name for name in ("data", "prompts", "network"))
    for folder in (data, prompts / "pictures", network):
        folder.mkdir(parents=True)
    entries = []
    for name in COLOURS:
        _picture([(name, 16, 16)], alpha=True).save(data / f"{name}.png")
        entries.append({"file": f"{name}.png", "captions": [name], "thing": {"name": name, "names": [name], "style": "3d", "face": False}})
    _write_lines(data / "captions.jsonl", entries)
    asked = [{"prompt": "a ball", "kind": "thing", "count": 1, "colour": "", "names": [["ball"]], "places": [[0.5, 0.5, 1]]},
             {"prompt": "two plums", "kind": "count", "count": 2, "colour": "", "names": [["plum"]] * 2, "places": [[0, 0, 1]] * 2},
             {"prompt": "a green leaf", "kind": "colour", "count": 1, "colour": "green", "names": [["leaf"]], "places": [[0.5, 0.5, 1]]},
             {"prompt": "a ball left of a plum", "kind": "pair", "count": 2, "colour": "", "names": [["ball"], ["plum"]],
              "places": [[0.25, 0.5, 0.5], [0.75, 0.5, 0.5]]}]
    _write_lines(prompts / "prompts.jsonl", asked)
    right = [[("ball", 16, 16)], [("plum", 8, 16), ("plum", 24, 16)], [("leaf", 16, 16)], [("ball", 8, 16), ("plum", 24, 16)]]
    for number, things in enumerate(right):
        _picture(things).save(prompts / "pictures" / f"{number}.png")
    _write_network(network)
    return data, prompts, network


def test_what_is_right_is_found_right(study):
    data, prompts, network = study
    scores = {one.what: one for one in score(prompts, prompts / "pictures", data, network)}
    assert {what: one.right for what, one in scores.items()} == {
        "count": 1, "colour": 1, "thing: nearest": 1, "thing: among 5 nearest": 1, "pair: both, in their places, among 5 nearest": 1}
    assert all(one.of == 1 for one in scores.values())


def test_what_is_wrong_is_found_wrong(study, tmp_path):
    data, prompts, network = study
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    for number, things in enumerate([[("leaf", 16, 16)], [("plum", 16, 16)], [("ball", 16, 16)], [("ball", 16, 16)]]):
        _picture(things).save(drawn / f"{number}.png")
    found = {one.what: one.right for one in score(prompts, drawn, data, network)}
    assert (found["count"], found["colour"], found["thing: nearest"]) == (0, 0, 0)
    text = table({"asked": score(prompts, prompts / "pictures", data, network), "drawn": score(prompts, drawn, data, network)})
    assert "| count | 1 | 100.0 % | 0.0 % |" in text.splitlines()


def test_seeds_that_change_nothing_have_no_distance(study, tmp_path):
    data, prompts, network = study
    same, other = tmp_path / "same", tmp_path / "other"
    for folder, second in ((same, "ball"), (other, "leaf")):
        folder.mkdir()
        for prompt, first in enumerate(("ball", "plum")):
            _picture([(first, 16, 16)]).save(folder / f"{prompt}-0.png")
            _picture([(first if folder == same else second, 16, 16)]).save(folder / f"{prompt}-1.png")
    by_folder = {folder.name: score(prompts, folder, data, network, seeds=2)[-1] for folder in (same, other)}
    assert by_folder["same"].right == pytest.approx(0, abs=1e-6) and by_folder["other"].right > 0.5
    assert by_folder["same"].of == 2


def test_a_number_of_pictures_that_does_not_fit_is_refused(study, tmp_path):
    data, prompts, network = study
    with pytest.raises(ExportError, match="4 pictures; 3 for each of 4 prompts"):
        score(prompts, prompts / "pictures", data, network, seeds=3)
    with pytest.raises(ExportError, match="holds no network.json"):
        score(prompts, prompts / "pictures", data, tmp_path)
    with pytest.raises(ExportError, match="absent is no folder of pictures"):
        score(prompts, tmp_path / "absent", data, network)
    for folder in ((tmp_path, data), (prompts, tmp_path)):
        with pytest.raises(ExportError, match=r"(prompts|captions)\.jsonl does not exist; `train data"):
            score(folder[0], prompts / "pictures", folder[1], network)


@pytest.mark.parametrize("change, message", [
    ({"resize": "clean"}, "has resize 'clean' and crop False; attributes are measured"),
    ({"crop": True}, "has resize 'pillow-bicubic' and crop True"),
    ({"size": "8"}, "has size '8'"),
    ({"mean": [1]}, r"has mean \[1\]; it is a list of three numbers"),
    ({"std": [1, 2, "3"]}, "has std"),
])
def test_a_network_that_wants_other_pictures_is_refused(study, change, message):
    data, prompts, network = study
    file = network / "network.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(ExportError, match="network.json " + message):
        score(prompts, prompts / "pictures", data, network)


def test_columns_say_of_how_many_pictures_they_are(tmp_path):
    text = table({"a": [Score("count", 0.5, 4), Score("colour", 1, 2)], "b": [Score("count", 0.25, 8), Score("colour", 0, 2)]})
    assert text.splitlines()[2:] == ["| count |  | 50.0 % of 4 | 25.0 % of 8 |", "| colour | 2 | 100.0 % | 0.0 % |"]
    assert list(by_name([tmp_path / "a", tmp_path / "b"])) == ["a", "b"]
    with pytest.raises(ExportError, match="would both be the column a"):
        by_name([tmp_path / "a", tmp_path / "b" / "a"])


def _picture(things: list[tuple[str, int, int]], alpha: bool = False) -> Image.Image:
    image = Image.new("RGBA", (32, 32), (255, 255, 255, 0 if alpha else 255))
    for name, x, y in things:
        ImageDraw.Draw(image).ellipse((x - 6, y - 6, x + 6, y + 6), fill=COLOURS[name])
    return image if alpha else image.convert("RGB")


def _write_lines(file, lines) -> None:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def _write_network(folder) -> None:
    (folder / "network.json").write_text(json.dumps({
        "size": 8, "resize": "pillow-bicubic", "mean": [255, 255, 255], "std": [255, 255, 255]}))
    graph = helper.make_graph(
        [helper.make_node("ReduceMean", ["pixels", "axes"], ["features"], keepdims=0)], "mean colour",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, 3])],
        [onnx.numpy_helper.from_array(np.array([2, 3], np.int64), "axes")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), folder / "model.onnx")
