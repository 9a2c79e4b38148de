"""`lora_halves/*`: denoiser and text encoder of the tiny Stable Diffusion, exported with float16 weights, and the latents of diffusers with
adapters on the weights that these files hold, computed in float32."""

import shutil
import tempfile
from pathlib import Path

from safetensors.torch import save_file

from latent_diffusion_export.export import Options, export
from latent_diffusion_export.onnx_graph import storage
from . import lora
from .tiny import stable_diffusion
from .tiny.case import Case

GRAPHS = ("unet", "text_encoder")
CASES = ({}, {"kohya_locon": 0.8}, {"kohya_dora": 0.6, "peft_lora": 0.5})
_RUN = Case("lora", "StableDiffusionPipeline", lora.TEXT)


def write(out: Path) -> None:
    folder = out / "lora_halves"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pipeline = stable_diffusion.pipeline()
    with tempfile.TemporaryDirectory() as temporary:
        saved, exported = Path(temporary, "saved"), Path(temporary, "exported")
        pipeline.save_pretrained(saved)
        export(saved, exported, Options(dtype="float16", only=list(GRAPHS)))
        for graph in GRAPHS:
            shutil.copytree(exported / graph, folder / graph)
    weights = lora.weights_of(pipeline)
    layers = {name: lora.layers_of(weights, name) for case in CASES for name in case}
    for graph in GRAPHS:
        storage.round_to("float16", getattr(pipeline, graph))
    save_file({"+".join(case) or "none": lora.merged(_RUN, pipeline, weights, case, layers) for case in CASES},
              folder / "latents.safetensors")
