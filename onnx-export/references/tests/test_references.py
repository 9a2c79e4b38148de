"""The committed reference files are what their writers write today: a part of each is made again and compared."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from latent_diffusion_references import KINDS, imaging, pipelines, random_numbers, resolution_bins, tokenizer
from latent_diffusion_references import vae_tiling, weighted_prompts
from latent_diffusion_references import hires, inpainting_frames, interpolation, lora, overflowing_vae
from latent_diffusion_references import scheduler_stand_ins, schedulers, scipy_schedulers
from latent_diffusion_references.pipeline_cases import CASES as PIPELINE_CASES
from latent_diffusion_references.scheduler_files import failure, quiet
from latent_diffusion_references.scheduler_run import run
from latent_diffusion_references.schedulers_refused import CASES as REFUSED
from latent_diffusion_references.tiny import stable_diffusion
from latent_diffusion_references.tokenizer_prompts import PROMPTS, SURROGATES
from PIL import Image
from safetensors.torch import load_file
from transformers import CLIPTokenizer

# PyTorch rounds exponentials and sums otherwise with other vector instructions: a run of a schedule made on one processor
# is met on another within a few units of its last place, times what steep steps make of them (1e-4 for the stochastic Adams solver).
ANY_PROCESSOR = 2e-4

COMMITTED = Path(__file__).parents[3] / "tests/LatentDiffusion.Tests/References"


def read(name: str):
    return json.loads((COMMITTED / name).read_text(encoding="utf-8"))


def assert_close(actual: dict[str, torch.Tensor], expected: dict[str, torch.Tensor], tolerance: float) -> None:
    for name, tensor in actual.items():
        assert tensor.shape == expected[name].shape, name
        difference = (tensor.double() - expected[name].double()).abs().max()
        assert difference <= tolerance * max(1.0, float(expected[name].abs().max())), name


def nearly(value, tolerance: float):
    """What a value must equal: fractions and lists of them within a share of the largest, everything else exactly."""
    fractions = value if isinstance(value, list) else [value]
    if not fractions or not all(isinstance(entry, float) for entry in fractions):
        return value
    return pytest.approx(value, rel=0, abs=tolerance * max(map(abs, fractions)))


@pytest.fixture(scope="module", autouse=True)
def stand_ins():
    quiet()
    scheduler_stand_ins.install()


@pytest.mark.parametrize("class_name", schedulers.by_class())
def test_schedulers(class_name):
    committed = {entry["id"]: entry for entry in read(f"schedulers/{class_name}.json")}
    tensors = load_file(COMMITTED / f"schedulers/{class_name}.safetensors")
    cases = schedulers.by_class()[class_name]
    for number in sorted(int(identifier) for identifier in committed)[::13]:
        description, recorded = run(cases[number], f"{number:03d}")
        expected = committed[f"{number:03d}"]
        assert description == {key: nearly(value, 1e-6) for key, value in expected.items()}
        assert_close(recorded, tensors, ANY_PROCESSOR)


@pytest.mark.parametrize("case", REFUSED[::5], ids=str)
def test_refused_schedulers(case):
    assert failure(case) in read("schedulers/refused.json")


@pytest.mark.parametrize("number", [i for i, c in enumerate(scipy_schedulers.CASES) if c.class_name != "DPMSolverSDEScheduler"])
def test_stand_ins_agree_with_scipy(number):
    expected = read("schedulers/scipy_schedulers.json")[number]
    description, recorded = scipy_schedulers.run_case(scipy_schedulers.CASES[number], f"{number:03d}")
    assert description["config"] == expected["config"]
    assert description["expected_timesteps"] == nearly(expected["expected_timesteps"], 1e-6)
    assert description["expected_sigmas"] == nearly(expected["expected_sigmas"], 1e-6)
    assert_close(recorded, load_file(COMMITTED / "schedulers/scipy_schedulers.safetensors"), ANY_PROCESSOR)


def test_random_numbers():
    assert read("random/torch_randn.json") == [case | {"lengths": list(case["lengths"])} for case in random_numbers.draws()]
    expected = load_file(COMMITTED / "random/torch_randn.safetensors")
    for case in random_numbers.draws():
        assert_close(random_numbers.draw(case), expected, 1e-6 if case["dtype"] == "float32" else 2e-3)


def test_tokenizer():
    committed, prompts = read("tokenizer/prompts.json"), PROMPTS + SURROGATES
    folders = {"clip": COMMITTED / "tokenizer/clip", "emoji": tokenizer.EMOJI}
    tokenizers = {name: CLIPTokenizer.from_pretrained(folder) for name, folder in folders.items()}
    assert len(committed) == len(prompts) > 200
    assert committed[::7] == [tokenizer.entry(prompt, tokenizers) for prompt in prompts[::7]]


def test_imaging(tmp_path):
    imaging.write(tmp_path)
    assert (tmp_path / "imaging/pillow.json").read_text() == (COMMITTED / "imaging/pillow.json").read_text()
    assert_close(load_file(tmp_path / "imaging/pillow.safetensors"), load_file(COMMITTED / "imaging/pillow.safetensors"), 1e-6)


@pytest.mark.parametrize("identifier", ["text-lcm", "image-full", "mask-heun"])
def test_pipelines(identifier):
    case = next(c for c in PIPELINE_CASES if c.id == identifier)
    latents, images = pipelines.generate(case, pipelines.load())
    assert_close({identifier: latents}, load_file(COMMITTED / "pipelines/latents.safetensors"), 1e-3)
    expected = np.asarray(Image.open(COMMITTED / f"pipelines/{identifier}-0.png"), dtype=np.float32)
    assert np.abs(np.asarray(images[0], dtype=np.float32) - expected).mean() < 1


def test_pipeline_cases():
    assert [entry["id"] for entry in read("pipelines/cases.json")] == [case.id for case in PIPELINE_CASES]


def test_vae_tiling():
    assert_close(vae_tiling.tensors(), load_file(COMMITTED / "vae_tiling.safetensors"), 5e-3)


@pytest.mark.parametrize("family", weighted_prompts.CASES)
def test_weighted_prompts(family):
    model, cases = weighted_prompts.load(family), weighted_prompts.CASES[family]
    assert read(f"weighted_prompts/{family}.json") == json.loads(json.dumps([case.describe() for case in cases]))
    for case in cases[::6]:
        tensors = {f"{case.name}.{name}": tensor for name, tensor in weighted_prompts.run(case, model).items()}
        assert_close(tensors, load_file(COMMITTED / f"weighted_prompts/{family}.safetensors"), 1e-3)


def test_interpolation(tmp_path):
    interpolation.write(tmp_path)
    assert_close(load_file(tmp_path / "interpolation.safetensors"), load_file(COMMITTED / "interpolation.safetensors"), 1e-6)


def test_hires():
    family, classes, kind, seeds = hires.CASES[0]
    tensors = {f"{family}.{kind}.{seeds[0]}.{name}": tensor for name, tensor in hires.run(family, classes, kind, seeds).items()}
    assert_close(tensors, load_file(COMMITTED / "hires.safetensors"), 1e-2)


@pytest.mark.parametrize("name", ["kohya_lora", "peft_dora"])
def test_adapters(name):
    model, case = stable_diffusion.pipeline(), {name: 0.8}
    weights = lora.weights_of(model)
    latents = lora.latents_of(lora.RUNS["stable_diffusion"], model, weights, case, {name: lora.layers_of(weights, name)}, COMMITTED / "lora")
    assert_close({str(lora.CASES.index(case)): latents}, load_file(COMMITTED / "lora/latents.safetensors"), 1e-4)


def test_inpainting_frames():
    committed = load_file(COMMITTED / "inpainting_frames.safetensors")
    for sigma in inpainting_frames.BLURS:
        assert np.array_equal(inpainting_frames.blurred(committed["picture"].numpy(), sigma), committed[f"blur.{sigma}"].numpy())


def test_overflowing_vae():
    assert_close(overflowing_vae.tensors(overflowing_vae.autoencoder()), load_file(COMMITTED / "overflowing_vae/cases.safetensors"), 1e-4)


def test_resolution_bins():
    assert read("resolution_bins.json") == resolution_bins.entries()


def test_every_kind_can_be_imported():
    for kind in KINDS:
        assert callable(importlib.import_module(f"latent_diffusion_references.{kind}").write)
