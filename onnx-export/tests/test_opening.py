import pytest
import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline
from safetensors.torch import save_file

from latent_diffusion_export import opening
from latent_diffusion_export.errors import ExportError
from latent_diffusion_export.source import ModelSource
from latent_diffusion_references import original_checkpoint
from latent_diffusion_references.tiny import stable_diffusion


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A checkpoint with the structure of Stable Diffusion 1.x, and the diffusers folder of the same model."""
    folder = tmp_path_factory.mktemp("original")
    down, up = ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",), ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3
    components = stable_diffusion.components(
        vae={"layers_per_block": 2}, block_out_channels=(4, 4, 8, 8), layers_per_block=2, down_block_types=down, up_block_types=up)
    pipeline = StableDiffusionPipeline(**components, scheduler=DDIMScheduler(), requires_safety_checker=False)
    pipeline.save_pretrained(folder / "model")
    save_file({"model_ema.decay": torch.ones(1)} | original_checkpoint.from_pipeline(pipeline), folder / "model.safetensors")
    return pipeline, folder


@pytest.mark.parametrize("component", ["unet", "vae", "text_encoder"])
def test_single_file_gives_the_weights_of_the_folder(original, component):
    pipeline, folder = original
    with opening.opened(str(folder / "model.safetensors"), str(folder / "model")) as opened:
        loaded = ModelSource(opened).load(component).state_dict()
    expected = getattr(pipeline, component).state_dict()
    assert loaded.keys() == expected.keys()
    assert all(torch.equal(loaded[name], expected[name]) for name in expected)


def test_a_damaged_single_file_says_so(original, tmp_path):
    (tmp_path / "broken.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0not json at all!")
    with pytest.raises(ExportError, match="broken.safetensors cannot be read as a single-file checkpoint"):
        with opening.opened(str(tmp_path / "broken.safetensors"), str(original[1] / "model")):
            pass


@pytest.mark.parametrize("index, message", [
    ("{}", "model_index.json has no _class_name"),
    ('{"_class_name": "NoPipeline"}', "the pipeline is diffusers.NoPipeline, which is in none of"),
    ('{"_class_name": "DDPMPipeline"}', "the pipeline is diffusers.DDPMPipeline, which is no class with from_single_file"),
])
def test_configurations_of_no_single_file_pipeline_are_named(original, tmp_path, index, message):
    (tmp_path / "model_index.json").write_text(index)
    with pytest.raises(ExportError, match=message):
        with opening.opened(str(original[1] / "model.safetensors"), str(tmp_path)):
            pass


@pytest.mark.parametrize("name", ["no such folder", "a/b/c"])
def test_what_is_neither_a_path_nor_a_hub_id_is_refused(name):
    with pytest.raises(ExportError, match="does not exist, and is not of the form owner/name"):
        with opening.opened(name):
            pass


def test_other_files_are_refused(tmp_path):
    (tmp_path / "model.zip").write_bytes(b"")
    with pytest.raises(ExportError, match="neither a folder nor a .safetensors or .ckpt"):
        with opening.opened(str(tmp_path / "model.zip")):
            pass


@pytest.mark.parametrize("shard", ["10GB", "20KB"])
def test_fp16_files_are_found_and_loaded_as_float32(original, tmp_path, shard):
    original[0].unet.save_pretrained(tmp_path / "unet", variant="fp16", max_shard_size=shard)
    (tmp_path / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"]}')
    assert next(ModelSource(tmp_path).load("unet").parameters()).dtype == torch.float32
