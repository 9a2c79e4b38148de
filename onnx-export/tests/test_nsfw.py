import base64
import json
import os
import tarfile

import numpy as np
import onnxruntime
import pytest

from latent_diffusion_export.cli import main
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.keras import javascript, network, nsfwjs, weights
from latent_diffusion_export.training.data.emoji_packages import NOTO, Archive

CONVOLUTION = {"strides": [2, 2], "padding": "same", "dilation_rate": [1, 1], "use_bias": False, "activation": "linear"}


def layer(name, kind, source, **config):
    return {"name": name, "class_name": kind, "config": config, "inbound_nodes": [[[source, 0, 0, {}]]] if source else []}


def test_literals_of_minified_modules_are_read():
    text = 'x({1:[function(e,t,n){t.exports={a:!0,b:[.5,-3,1e-3,12e2,null],"c d":"x\\"}"}},{}]},{},[1]);'
    assert javascript.exported(text, "x") == {"a": True, "b": [0.5, -3, 0.001, 1200.0, None], "c d": 'x"}'}
    with pytest.raises(ExportError, match="is not a literal"):
        javascript.exported("t.exports={a:function(){}}", "x")


def test_weights_are_read_as_they_are_stored():
    entry = {"name": "a", "shape": [3], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 0.1, "min": -1.5}}
    read = weights.read([{"weights": [entry]}], bytes([0, 15, 255]))
    assert (read["a"].values.tolist(), read["a"].scale, read["a"].minimum) == ([0, 15, 255], 0.1, -1.5)
    with pytest.raises(ExportError, match="cut off"):
        weights.read([{"weights": [entry]}], bytes(2))
    with pytest.raises(ExportError, match="belong to nothing"):
        weights.read([{"weights": [entry]}], bytes(4))


def test_weights_unfold_in_the_graph_as_in_tensorflow_js():
    config = {"output_layers": [["d", 0, 0]], "layers": [
        layer("i", "InputLayer", None, batch_input_shape=[None, 1, 1, 3]), layer("f", "Flatten", "i"),
        layer("d", "Dense", "f", units=1, use_bias=False, activation="linear")]}
    given = {"d/kernel": weights.Weight(np.array([[0], [15], [255]], np.uint8), 0.1, -1.5)}
    session = onnxruntime.InferenceSession(network.convert(config, given, "x", "y").SerializeToString())
    unfolded = session.run(None, {"x": np.eye(3, dtype=np.float32).reshape(3, 1, 1, 3)})[0]
    assert unfolded.ravel().tolist() == np.float32([-1.5, 15 * 0.1 - 1.5, 255 * 0.1 - 1.5]).tolist()


def test_a_strided_same_convolution_pads_at_the_end_as_in_keras():
    config = {"output_layers": [["d", 0, 0]], "layers": [
        layer("i", "InputLayer", None, batch_input_shape=[None, 4, 4, 1]), layer("c", "Conv2D", "i", **CONVOLUTION),
        layer("f", "Flatten", "c"), layer("d", "Dense", "f", units=4, use_bias=False, activation="linear")]}
    kernel = np.zeros((3, 3, 1, 1), np.float32)
    kernel[2, 2] = 1  # looks one down and right of the pixel that the padding at the end leaves first
    given = {"c/kernel": weights.Weight(kernel), "d/kernel": weights.Weight(np.eye(4, dtype=np.float32))}
    session = onnxruntime.InferenceSession(network.convert(config, given, "x", "y").SerializeToString())
    picture = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    assert session.run(None, {"x": picture})[0].tolist() == [[10, 0, 0, 0]]


@pytest.mark.parametrize("change", [{"class_name": "Lambda"}, {"config": {"activation": "swish", "units": 4, "use_bias": False}}])
def test_what_is_not_known_is_named(change):
    dense = layer("strange", "Dense", "i", units=4, use_bias=False, activation="linear") | change
    config = {"output_layers": [["strange", 0, 0]], "layers": [layer("i", "InputLayer", None, batch_input_shape=[None, 4]), dense]}
    with pytest.raises(ExportError, match="strange"):
        network.convert(config, {"strange/kernel": weights.Weight(np.eye(4, dtype=np.float32))}, "x", "y")


def test_a_package_that_is_cut_off_is_named(tmp_path):
    whole, cut = tmp_path / "whole.tgz", tmp_path / "cut.tgz"
    (tmp_path / "LICENSE").write_bytes(os.urandom(5000))
    with tarfile.open(whole, "w:gz") as archive:
        archive.add(tmp_path / "LICENSE", "package/LICENSE")
    cut.write_bytes(whole.read_bytes()[:2000])
    with pytest.raises(ExportError, match="cut.tgz: not the archive of an npm package"):
        nsfwjs.write(cut, tmp_path / "out")
    (tmp_path / cut.name).rename(tmp_path / NOTO.archive)
    with pytest.raises(ExportError, match="is damaged"):
        Archive(tmp_path, NOTO).json("icons.json")


def test_something_else_than_the_package_is_refused(tmp_path, capsys):
    (tmp_path / "package.json").write_text(json.dumps({"version": base64.b64encode(b"1").decode()}))
    with pytest.raises(SystemExit):
        main(["nsfw", str(tmp_path), str(tmp_path / "out")])
    assert "not the package nsfwjs" in capsys.readouterr().err
