"""The end of `train preview`: the diffusers folder, the ONNX folder of the decoder, and a card."""

from pathlib import Path

import torch

from ...export import write_graph
from ...graphs.autoencoders import preview
from ...onnx_graph import verification
from ...progress import console
from ..loop.files import replace_folder
from ..losses.lpips import Lpips
from ..tasks.context import Context
from ..tasks.tiny_autoencoder import Taught
from . import model_card
from .measurement import measure


def save_preview(autoencoder, other: Taught, context: Context, folder: Path) -> None:
    autoencoder.eval()
    output = context.settings.output
    lpips = Lpips.load(output.vgg_weights, output.lpips_weights) if output.vgg_weights else None
    pictures = context.pictures.plain(context.pictures.held_out)

    def measured(encode, decode):
        return measure(lambda part: decode(encode(part.to(context.device))), pictures, lpips)

    decode = torch.no_grad()(lambda latents: autoencoder.decode(latents).sample)
    own = measured(other.latents, decode)
    by_itself = measured(lambda part: autoencoder.encode(part).latents, decode)
    card = model_card.preview(context, own, by_itself, measured(other.latents, other.pictures))

    def write(temporary: Path) -> None:
        autoencoder.save_pretrained(temporary)
        (temporary / "README.md").write_text(card, encoding="utf-8")

    replace_folder(folder / "autoencoder", write)
    replace_folder(folder / "onnx", lambda temporary: _export(autoencoder.cpu(), temporary, output.dtype == "float16"))
    console.print(f"autoencoder: {folder / 'autoencoder'} (diffusers), {folder / 'onnx'} (for PipelineOptions.PreviewDecoder), {own}",
                  highlight=False, soft_wrap=True)


def _export(autoencoder, folder: Path, float16: bool) -> None:
    graph, = preview("preview_decoder", autoencoder, None)
    verification.largest_difference(folder / "model.onnx", write_graph(graph, folder, float16))
