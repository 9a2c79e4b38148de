import pytest

from latent_diffusion_export.export import export
from latent_diffusion_references.tiny import stable_diffusion


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """A tiny Stable Diffusion in the diffusers layout."""
    folder = tmp_path_factory.mktemp("saved")
    stable_diffusion.pipeline().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def exported(saved, tmp_path_factory):
    """The same in the ONNX layout."""
    folder = tmp_path_factory.mktemp("exported") / "model"
    export(saved, folder)
    return folder
