import pytest

from latent_diffusion_export.training.data import shapes
from latent_diffusion_export.training.runs import train

from training.support import autoencoder_run, denoiser_run


@pytest.fixture(scope="session")
def shapes_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "shapes"
    shapes.write(folder, count=40, size=16)
    return folder


@pytest.fixture(scope="session")
def autoencoder_folder(shapes_folder, tmp_path_factory):
    """A finished run."""
    folder = tmp_path_factory.mktemp("autoencoder")
    assert train(autoencoder_run(folder, shapes_folder))
    return folder


@pytest.fixture(scope="session")
def denoiser_folder(shapes_folder, autoencoder_folder, tmp_path_factory):
    """A finished run on that autoencoder."""
    folder = tmp_path_factory.mktemp("denoiser")
    assert train(denoiser_run(folder, shapes_folder, autoencoder_folder, run={"sample_every": 6}, output={"licence": "MIT"}))
    return folder
