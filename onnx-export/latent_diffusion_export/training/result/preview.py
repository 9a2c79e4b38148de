"""The end of `train preview`: the diffusers folder, the ONNX folder of the decoder, and a card."""

from pathlib import Path

from ...export import write_checked
from ...graphs.autoencoders import preview
from ...progress import console
from ..loop.files import replace_folder
from ..tasks.context import Context
from ..tasks.tiny_autoencoder import Taught
from . import model_card
from .measurement import on_held_out


def save_preview(autoencoder, other: Taught, context: Context, folder: Path) -> None:
    autoencoder.eval()
    measure = on_held_out(context)

    def measured(encode, decode):
        return measure(lambda part: decode(encode(part.to(context.device))))

    def decode(latents):
        return autoencoder.decode(latents).sample

    own = measured(other.latents, decode)
    by_itself = measured(lambda part: autoencoder.encode(part).latents, decode)
    card = model_card.preview(context, own, by_itself, measured(other.latents, other.pictures))

    def write(temporary: Path) -> None:
        autoencoder.save_pretrained(temporary)
        (temporary / "README.md").write_text(card, encoding="utf-8")

    replace_folder(folder / "autoencoder", write)
    graph, = preview("preview_decoder", autoencoder.cpu(), None)
    replace_folder(folder / "onnx", lambda temporary: write_checked(graph, temporary, context.settings.output.dtype))
    console.print(f"autoencoder: {folder / 'autoencoder'} (diffusers), {folder / 'onnx'} (for PipelineOptions.PreviewDecoder), {own}",
                  highlight=False, soft_wrap=True)
