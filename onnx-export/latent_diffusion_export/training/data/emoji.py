"""`train data emoji`: the default model's data set, from the npm registry, with the licence of each picture."""

import io
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ...errors import ExportError
from ...progress import console, progress_bar
from . import emoji_captions, emoji_scenes, things
from .emoji_names import Names, normal, symbol, weights
from .emoji_packages import (EMOJIBASE, EMOJILIB, FLUENT_3D, FLUENT_FLAT, FLUENT_GRADIENT, NOTO, NOTO_1, Archive, Package)
from .files import new_folder, write_captions


@dataclass(frozen=True)
class Art:
    style: str
    code: str
    """Code points in hexadecimal, as `emoji_names.normal` writes them."""
    package: Package
    content: bytes
    """An SVG or a WebP file."""


def write(folder: Path, archives: Path, size: int, captions: int = 12, scenes: int = 0) -> None:
    """`archives` holds the packages' .tgz files; `scenes` pictures are put together from the others."""
    names = Names(Archive(archives, EMOJIBASE).json("en/data.json"), Archive(archives, EMOJILIB).json("dist/emoji-en-US.json"))
    art = [*_pictures(Archive(archives, FLUENT_3D)), *vectors("gradient", Archive(archives, FLUENT_GRADIENT), size, names.code),
           *vectors("flat", Archive(archives, FLUENT_FLAT), size), *vectors("cartoon", Archive(archives, NOTO), size),
           *vectors("cartoon-1", Archive(archives, NOTO_1), size, lambda icon: names.code(icon) or (icon if symbol(icon) else None))]
    art = [item for item in art if names.knows(item.code) or symbol(item.code)]
    new_folder(folder)
    entries, kept = [], []
    with ProcessPoolExecutor() as workers, progress_bar() as progress:
        drawn = workers.map(render, art, [size] * len(art), chunksize=32)
        for item, png in progress.track(zip(art, drawn), total=len(art), description="emoji"):
            if png is None:
                continue
            name = f"{item.style}-{item.code}.png"
            if (folder / name).exists():  # the same emoji with and without a variation selector, drawn differently
                name = f"{item.style}-{item.code}-other.png"
            (folder / name).write_bytes(png)
            emoji = symbol(item.code) or names.of(item.code, item.style)
            kept.append(emoji)
            entries.append({"file": name, "captions": emoji_captions.of(emoji, captions), "mirror": emoji.mirror,
                            "licence": item.package.licence, "source": f"{item.package.name} {item.package.version}"})
    if not entries:
        raise ExportError(f"{archives} holds no emoji that could be drawn")
    entries = [{**entry, "weight": weight, **things.of(emoji)} for entry, weight, emoji in zip(entries, weights(kept), kept, strict=True)]
    write_captions(folder, entries + emoji_scenes.write(folder, size, things.subjects(folder, entries), scenes,
                                                        sum(entry["weight"] for entry in entries)))
    console.print(f"{len(entries)} pictures in {folder}: "
                  + ", ".join(f"{count} {licence}" for licence, count in Counter(entry["licence"] for entry in entries).items())
                  + (f"; and {scenes} scenes" if scenes else ""), highlight=False, soft_wrap=True)


def _pictures(archive: Archive) -> list[Art]:
    return [Art("3d", normal(Path(name).stem), archive.package, content) for name, content in archive.files("assets").items()]


def vectors(style: str, archive: Archive, size: int, code_of: Callable[[str], str | None] | None = None) -> list[Art]:
    """By the characters that the package lists; or, where it lists none, by the code that `code_of` gives for an icon's name."""
    icons = archive.json("icons.json")
    if code_of is None:
        characters = archive.json("chars.json")
    else:
        characters = {code: name for name in icons["icons"] if (code := code_of(name)) is not None}
    inner = round(size * 15 / 16)  # a margin, since vectors reach to their edge
    width, art = icons.get("width", 16), []
    for code, name in characters.items():
        if (icon := icons["icons"].get(name)) is not None:
            box = f"0 0 {icon.get('width', width)} {icon.get('height', icons.get('height', width))}"
            svg = (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{box}" '
                   f'width="{inner}" height="{inner}">{icon["body"]}</svg>')
            art.append(Art(style, normal(code), archive.package, svg.encode()))
    return art


def render(item: Art, size: int) -> bytes | None:
    """PNG with transparency; None for what cannot be drawn or is nearly empty."""
    try:
        if item.style == "3d":
            image = Image.open(io.BytesIO(item.content)).convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
        else:
            import resvg_py

            inner = round(size * 15 / 16)
            drawn = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=item.content.decode(), width=inner, height=inner))))
            image = Image.new("RGBA", (size, size))
            image.paste(drawn.convert("RGBA"), ((size - drawn.width) // 2, (size - drawn.height) // 2))
    except ImportError as error:
        raise ExportError("resvg-py is not installed, which draws vector emoji: pip install 'latent-diffusion-export[train]'") from error
    except (OSError, ValueError):
        return None
    if sum(image.getchannel("A").histogram()[1:]) < 0.02 * size * size:
        return None
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
