"""Models of the known classes that are built as few are."""

import pytest
import torch
from diffusers import FluxTransformer2DModel, UNet2DModel, VQModel

from latent_diffusion_export import folders
from latent_diffusion_export.errors import ExportError, first_line
from latent_diffusion_export.export import write_checked
from latent_diffusion_export.graphs import autoencoders, diffusion_transformers, unet
from latent_diffusion_export.onnx_graph import trace
from latent_diffusion_export.onnx_graph.graph import Graph, Tensor
from latent_diffusion_export.templates import original, structure
from latent_diffusion_references.tiny import parts


def exported(graph, folder):
    return write_checked(graph, folder)


def test_unconditional_u_net_that_halves_by_residual_blocks(tmp_path):
    module = UNet2DModel(
        sample_size=16, block_out_channels=(6, 12, 12), layers_per_block=1, norm_num_groups=3, attention_head_dim=3,
        down_block_types=("DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
        downsample_type="resnet", upsample_type="resnet").eval()
    assert exported(unet.unconditional("unet", module, None)[0], tmp_path) < 1e-4


def test_latents_of_a_vq_model_have_the_channels_of_its_codebook():
    module = VQModel(block_out_channels=(4,), latent_channels=3, vq_embed_dim=5, num_vq_embeddings=8, norm_num_groups=2)
    encoder, decoder = autoencoders.any_autoencoder("vqvae", module, None)
    assert encoder.outputs["latent_sample"][1] == decoder.inputs["latent_sample"].shape[1] == 5


def test_no_original_names_are_made_up_for_blocks_of_different_depth():
    """diffusers converts original checkpoints of as many layers in every block only."""
    class Source:
        components = {}

    graph, = unet.conditional("unet", parts.unet(layers_per_block=[1, 2]), Source())
    assert original.layout(graph, "StableDiffusionPipeline") is None


@pytest.mark.parametrize("layers", [{"num_layers": 0, "num_single_layers": 1}, {"num_layers": 1, "num_single_layers": 0}])
def test_no_original_names_are_made_up_for_a_flux_without_blocks_of_one_kind(layers):
    module = structure.build(lambda: FluxTransformer2DModel(
        in_channels=16, attention_head_dim=8, num_attention_heads=2, joint_attention_dim=32, pooled_projection_dim=8,
        axes_dims_rope=(2, 2, 4), **layers))
    graph, = diffusion_transformers.flux("transformer", module, None)
    assert original.layout(graph, "FluxPipeline") is None


def test_u_net_without_odd_sizes_is_refused_by_name(tmp_path):
    module = parts.unet(down_block_types=("SimpleCrossAttnDownBlock2D", "ResnetDownsampleBlock2D"),
                        up_block_types=("ResnetUpsampleBlock2D", "SimpleCrossAttnUpBlock2D"),
                        mid_block_type="UNetMidBlock2DSimpleCrossAttn")

    class Source:
        components = {}

    with pytest.raises(ExportError, match="unet: this UNet2DConditionModel cannot be exported with dynamic sizes"):
        exported(unet.conditional("unet", module, Source())[0], tmp_path)


@pytest.mark.parametrize("kind", [NotImplementedError, TypeError, AttributeError, ZeroDivisionError])
def test_a_module_that_fails_without_a_word_is_named_too(kind):
    def fails(module, x):
        raise kind

    graph = Graph("strange", torch.nn.Identity(), fails, {"x": Tensor((1, 2))}, {"y": (1, 2)}, ({}, {}))
    with pytest.raises(ExportError, match=f"strange: this Identity cannot be exported with dynamic sizes: {kind.__name__}"):
        trace.trace(graph)
    assert first_line(ValueError("\n one\ntwo")) == "one"


def test_a_file_that_could_not_be_written_leaves_the_earlier_one(tmp_path, monkeypatch):
    file = tmp_path / "new" / "a.zip"
    folders.write_file(file, b"first")
    write = type(file).write_bytes

    def full_disk(path, content):
        write(path, content[:2])
        raise OSError("No space left on device")

    monkeypatch.setattr(type(file), "write_bytes", full_disk)
    with pytest.raises(OSError):
        folders.write_file(file, b"second")
    assert file.read_bytes() == b"first" and [path.name for path in file.parent.iterdir()] == ["a.zip"]
