"""The MobileNetV2 of the npm package nsfwjs (https://github.com/infinitered/nsfwjs, MIT)."""

import base64
import binascii
import json
import tarfile
import zlib
from pathlib import Path

from .. import folders
from ..errors import ExportError
from ..progress import console
from . import javascript, network, weights

MODEL = "dist/models/mobilenet_v2"
CLASSES = ("Drawing", "Hentai", "Neutral", "Porn", "Sexy")  # dist/cjs/nsfw_classes.js


def write(package: Path, out: Path) -> None:
    """`package` is what `npm pack nsfwjs` downloads, or the folder that it unpacks to; `out` must be new or empty."""
    out = out.absolute()
    folders.require_new(out)
    files = _files(package)
    model = javascript.exported(files[f"{MODEL}/model.min.js"].decode(), f"{package}: model.min.js")
    names = [path for group in model["weightsManifest"] for path in group["paths"]]
    try:
        shards = (javascript.exported(files[f"{MODEL}/{name}.min.js"].decode(), name) for name in names)
        data = b"".join(base64.b64decode(shard, validate=True) for shard in shards)
    except (KeyError, binascii.Error) as error:
        raise ExportError(f"{package}: the weights cannot be read: {error}") from error
    config = model["modelTopology"]["model_config"]["config"]
    result = network.convert(config, weights.read(model["weightsManifest"], data), "pictures", "classes")
    version = json.loads(files["package.json"])["version"]
    with folders.written_whole(out) as partial:
        (partial / "model.onnx").write_bytes(result.SerializeToString(deterministic=True))
        (partial / "LICENSE").write_bytes(files["LICENSE"])
        (partial / "classes.json").write_text(json.dumps({"source": f"nsfwjs {version}, {MODEL}", "classes": CLASSES}, indent=1) + "\n")
    console.print(f"model.onnx: {(out / 'model.onnx').stat().st_size / 1e6:.1f} MB", highlight=False)


def _files(package: Path) -> dict[str, bytes]:
    wanted = ("package.json", "LICENSE", MODEL)
    if package.is_dir():
        files = {str(file.relative_to(package).as_posix()): file for file in package.rglob("*") if file.is_file()}
        found = {name: file.read_bytes() for name, file in files.items() if name.startswith(wanted)}
    elif package.is_file():
        try:
            with tarfile.open(package) as archive:
                members = {member.name.removeprefix("package/"): member for member in archive if member.isfile()}
                found = {name: archive.extractfile(member).read() for name, member in members.items() if name.startswith(wanted)}
        except (tarfile.TarError, EOFError, zlib.error, OSError) as error:  # a cut-off or damaged archive is all of them
            raise ExportError(f"{package}: not the archive of an npm package: {error}") from error
    else:
        raise ExportError(f"{package}: no such file or folder; 'npm pack nsfwjs' downloads one")
    if missing := [name for name in ("package.json", "LICENSE", f"{MODEL}/model.min.js") if name not in found]:
        raise ExportError(f"{package}: not the package nsfwjs, which has {', '.join(missing)}")
    return found
