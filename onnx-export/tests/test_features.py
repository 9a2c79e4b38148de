"""Feature networks with random weights: the exported graph against PyTorch or transformers."""

import json

import numpy as np
import onnxruntime
import pytest
import torch
from latent_diffusion_export.cli import main
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.features import export
from latent_diffusion_export.features.inception import Inception
from latent_diffusion_export.features.lpips import Lpips
from latent_diffusion_references.tokenizer_folders import MERGES, VOCABULARY
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel, Dinov2Config, Dinov2Model


def run(folder, **inputs):
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    return session.run(None, {name: value.numpy() for name, value in inputs.items()})


def near(wanted: torch.Tensor, got: np.ndarray, tolerance=1e-4):
    assert got.shape == tuple(wanted.shape)
    assert np.abs(wanted.detach().numpy() - got).max() <= tolerance * np.abs(wanted.detach().numpy()).max()


def randomised(module):
    torch.manual_seed(0)
    for name, value in module.state_dict().items():
        if name.endswith("running_mean"):
            value.normal_(0, 0.1)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 1.5)
    return module.eval()


def test_inception(tmp_path):
    module = randomised(Inception())
    # torchvision's inception_v3 without its auxiliary head has 23,834,568 parameters at 1000 classes.
    assert sum(p.numel() for p in module.parameters()) == 23_834_568 + 8 * 2049
    save_file(module.state_dict(), tmp_path / "inception.safetensors")
    main_quietly("features", "inception", tmp_path / "inception.safetensors", tmp_path / "out", "--resize", "clean")
    description = json.loads((tmp_path / "out/network.json").read_text())
    assert (description["name"], description["resize"], description["size"]) == ("inception-clean", "clean", 299)
    x = torch.rand(3, 3, 299, 299) * 2 - 1
    for wanted, got in zip(module(x), run(tmp_path / "out", pictures=x), strict=True):
        near(wanted, got)


def test_clip(tmp_path):
    torch.manual_seed(0)
    layer = {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "projection_dim": 12}
    text = layer | {"vocab_size": len(VOCABULARY), "max_position_embeddings": 10, "eos_token_id": VOCABULARY["<|endoftext|>"],
                    "bos_token_id": VOCABULARY["<|startoftext|>"], "pad_token_id": VOCABULARY["<|endoftext|>"]}
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=layer | {"image_size": 32, "patch_size": 8}, projection_dim=12)).eval()
    source = tmp_path / "clip"
    model.save_pretrained(source)
    (source / "vocab.json").write_text(json.dumps(VOCABULARY))
    (source / "merges.txt").write_text(MERGES)
    (source / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer", "model_max_length": 10,
                                                              "unk_token": "<unk>"}))
    export.write("clip", source, tmp_path / "out")
    x, ids = torch.randn(2, 3, 32, 32), torch.randint(0, len(VOCABULARY), (2, 10))
    result = model(input_ids=ids, pixel_values=x)
    picture, = run(tmp_path / "out", pictures=x)
    prompt, = run(tmp_path / "out/text", input_ids=ids)
    near(result.image_embeds, picture / np.linalg.norm(picture, axis=1, keepdims=True))
    near(result.text_embeds, prompt / np.linalg.norm(prompt, axis=1, keepdims=True))
    assert (tmp_path / "out/tokenizer/vocab.json").is_file()


@pytest.mark.parametrize("trained_at", [224, 518])
def test_dinov2(tmp_path, trained_at):
    torch.manual_seed(0)
    config = Dinov2Config(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, image_size=trained_at, patch_size=14)
    model = Dinov2Model(config).eval()
    torch.nn.init.normal_(model.embeddings.position_embeddings)
    model.save_pretrained(tmp_path / "dinov2")
    export.write("dinov2", tmp_path / "dinov2", tmp_path / "out")
    x = torch.randn(2, 3, 224, 224)
    near(model(pixel_values=x).last_hidden_state[:, 0], run(tmp_path / "out", pictures=x)[0])


@pytest.mark.parametrize("kind", ["alex", "vgg", "squeeze"])
def test_lpips(tmp_path, kind):
    torch.manual_seed(0)
    module = Lpips(kind).eval()
    for lin in module.lins:
        torch.nn.init.uniform_(lin.weight)
    state = module.state_dict()
    backbone = {name: value for name, value in state.items() if name.startswith("features.")}
    linear = {name.replace("lins.", "lin").replace(".weight", ".model.1.weight"): value for name, value in state.items() if "lins" in name}
    torch.save(backbone | {"classifier.1.weight": torch.zeros(3)}, tmp_path / "backbone.pth")
    torch.save(linear, tmp_path / "linear.pth")
    export.write("lpips", tmp_path / "backbone.pth", tmp_path / "out", linear=tmp_path / "linear.pth")
    a, b = torch.rand(1, 3, 77, 101) * 2 - 1, torch.rand(1, 3, 77, 101) * 2 - 1
    near(module(a, b), run(tmp_path / "out", picture=a, reference=b)[0])
    assert run(tmp_path / "out", picture=a, reference=a)[0] == 0


def test_weights_that_do_not_fit(tmp_path):
    torch.save({"other": torch.zeros(1)}, tmp_path / "other.pth")
    for kind, message in (("inception", "not the weights of this network"), ("lpips", "--linear"), ("clip", "CLIP model"),
                          ("dinov2", "DINOv2 model")):
        with pytest.raises(ExportError, match=message):
            export.write(kind, tmp_path / "other.pth", tmp_path / "out")
        assert not (tmp_path / "out").exists()
    with pytest.raises(ExportError, match="there is none"):
        export.write("inception", tmp_path / "none.pth", tmp_path / "out")


def main_quietly(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert ended.value.code == 0
