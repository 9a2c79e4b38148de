"""Small image files of every kind, with the hash of what diffusers' `load_image` makes of each."""

import hashlib
import io
import json
import struct
from pathlib import Path

import numpy as np
from diffusers.utils import load_image
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from .imaging_png import GRAY, GRAY_ALPHA, RGB, RGBA, chunk, png

WIDTH, HEIGHT = 23, 17
TEXT = "a café\nNegative prompt: blurry\nSteps: 4, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 23x17"
WIDE_TEXT = TEXT.replace("café", "猫 🐈")


def _picture(channels: int, width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    y, x = np.mgrid[0:height, 0:width]
    planes = np.stack([x * 11 + y * 3, x * 2 + y * 14, 255 - x * 5 - y * 5, (x * 10 + y * 9) * (y > 4)], -1)[..., :channels]
    noise = np.random.default_rng(1).integers(0, 6, planes.shape)
    return Image.fromarray((planes % 250 + noise).astype(np.uint8).squeeze())


def _saved(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _exif(endian: str = "<", orientation: int | None = None, comment: bytes | None = None) -> Image.Exif:
    exif = Image.Exif()
    exif.endian = endian
    if orientation:
        exif[0x0112] = orientation
    if comment:
        exif.get_ifd(0x8769)[0x9286] = comment
    return exif


def _swapped_profile() -> bytes:
    """An sRGB profile with red and blue exchanged: whoever applies it gets other pixels."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.find(b"rXYZ"), profile.find(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def _gray16() -> np.ndarray:
    return np.random.default_rng(4).integers(0, 65536, (HEIGHT, WIDTH)).astype(">u2")


def _expected(name: str, path: Path) -> Image.Image:
    if name == "gray-16bit.png":  # Pillow clips these values at 255, which turns nearly all white: the high byte is the picture
        return Image.fromarray((_gray16() >> 8).astype(np.uint8)).convert("RGB")
    return load_image(str(path))


def _pngs() -> dict[str, bytes]:
    rgb, rgba, gray, la = _picture(3), _picture(4), _picture(1), Image.merge("LA", _picture(2).split())
    wide = np.random.default_rng(2).integers(0, 65536, (HEIGHT, WIDTH, 4)).astype(">u2")
    packed = np.random.default_rng(3).integers(0, 256, (HEIGHT, 12)).astype(np.uint8)
    gamma = chunk(b"gAMA", struct.pack(">I", 100000))
    primaries = chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000))
    key = tuple(int(v) for v in np.array(rgb)[0, 0])
    return {
        "rgb": _saved(rgb, "PNG"), "rgba": _saved(rgba, "PNG"), "gray": _saved(gray, "PNG"), "gray-alpha": _saved(la, "PNG"),
        "palette": _saved(rgb.quantize(16), "PNG"), "palette-2bit": _saved(rgb.quantize(4), "PNG", bits=2),
        "palette-transparent": _saved(rgb.quantize(16), "PNG", transparency=3),
        "rgb-transparent": _saved(rgb, "PNG", transparency=key),
        "gray-transparent": _saved(gray, "PNG", transparency=int(np.array(gray)[0, 0])),
        "gray-1bit": _saved(gray.convert("1"), "PNG"),
        "gray-2bit": png(packed[:, :6], GRAY, 2, WIDTH), "gray-4bit": png(packed, GRAY, 4, WIDTH),
        "rgb-16bit": png(wide[..., :3], RGB, 16), "rgba-16bit": png(wide, RGBA, 16),
        "gray-alpha-16bit": png(wide[..., :2], GRAY_ALPHA, 16), "gray-16bit": png(_gray16(), GRAY, 16),
        "interlaced": png(np.array(rgb), RGB, interlaced=True), "interlaced-rgba": png(np.array(rgba), RGBA, interlaced=True),
        "gamma": png(np.array(rgb), RGB, extra=gamma), "gamma-primaries": png(np.array(rgb), RGB, extra=gamma + primaries),
        "profile": _saved(rgb, "PNG", icc_profile=_swapped_profile()),
        "animated": _saved(rgb, "PNG", save_all=True, append_images=[ImageOps.mirror(rgb)]),
        "1x1": _saved(rgb.crop((0, 0, 1, 1)), "PNG"),
    }  # fmt: skip


def _jpegs() -> dict[str, bytes]:
    rgb, large = _picture(3), _picture(3, 150, 91)
    return {
        "444": _saved(large, "JPEG", subsampling=0, quality=95), "422": _saved(large, "JPEG", subsampling=1),
        "420": _saved(large, "JPEG", subsampling=2), "progressive": _saved(large, "JPEG", progressive=True),
        "profile": _saved(rgb, "JPEG", icc_profile=_swapped_profile()),
        "gray": _saved(_picture(1), "JPEG"), "cmyk": _saved(rgb.convert("CMYK"), "JPEG"), "1x1": _saved(rgb.crop((0, 0, 1, 1)), "JPEG"),
    }  # fmt: skip


def _webps() -> dict[str, bytes]:
    rgb, rgba = _picture(3), _picture(4)
    return {
        "lossless": _saved(rgb, "WEBP", lossless=True), "lossy": _saved(_picture(3, 150, 91), "WEBP"),
        "alpha": _saved(rgba, "WEBP", lossless=True, exact=True), "alpha-lossy": _saved(rgba, "WEBP", exact=True),
        "profile": _saved(rgb, "WEBP", lossless=True, icc_profile=_swapped_profile()),
        "animated": _saved(rgb, "WEBP", lossless=True, save_all=True, append_images=[ImageOps.mirror(rgb)]),
        "1x1": _saved(rgb.crop((0, 0, 1, 1)), "WEBP"),
    }  # fmt: skip


def _oriented() -> dict[str, bytes]:
    picture, kinds = _picture(3, 7, 5), (("PNG", "png", {}), ("JPEG", "jpg", {"quality": 95}), ("WEBP", "webp", {"lossless": True}))
    return {
        f"orientation-{value}.{suffix}": _saved(picture, kind, exif=_exif("<>"[value % 2], value), **options)
        for kind, suffix, options in kinds
        for value in range(1, 9)
    }


def _packet(orientation: str) -> str:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    attribute, element = (f'tiff:Orientation="{orientation}"', "") if len(orientation) == 1 else ("", orientation)
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{rdf}"><rdf:Description rdf:about="" '
        f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" {attribute}>{element}</rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def _oriented_by_xmp() -> dict[str, bytes]:
    """Orientation in XMP: as attribute, as element, beside EXIF data without and with one (of no meaning, too), in a damaged packet."""
    picture, kinds = _picture(3, 7, 5), (("PNG", "png", {}), ("JPEG", "jpg", {"quality": 95}), ("WEBP", "webp", {"lossless": True}))
    element, software = _packet("<tiff:Orientation>8</tiff:Orientation>"), _exif()
    software[0x0131] = "x"
    cases = {
        "attribute": (_packet("6"), None), "element": (element, None), "none": (_packet("9"), None),
        "beside-exif": (_packet("6"), software), "after-exif": (_packet("6"), _exif("<", 3)),
        "after-wrong-exif": (_packet("6"), _exif(">", 9)), "damaged": (element[: element.index("</rdf:")], None),
        "spaces": (_packet("<tiff:Orientation> 8 </tiff:Orientation>"), None),
    }  # fmt: skip
    return {
        f"xmp-{name}.{suffix}": _with_packet(picture, kind, packet, exif, options)
        for kind, suffix, options in kinds
        for name, (packet, exif) in cases.items()
    }


def _with_packet(picture: Image.Image, kind: str, packet: str, exif: Image.Exif | None, options: dict) -> bytes:
    if exif is not None:
        options = options | {"exif": exif}
    if kind != "PNG":
        return _saved(picture, kind, xmp=packet.encode(), **options)
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet, zip="</rdf:Description>" not in packet)
    return _saved(picture, kind, pnginfo=info, **options)


def _with_text() -> dict[str, bytes]:
    """Files that carry TEXT or WIDE_TEXT."""
    dot, files = _picture(3, 3, 2), {}
    for name, text in (("text-latin", TEXT), ("text-wide", WIDE_TEXT)):
        for packed in (False, True):
            info = PngImagePlugin.PngInfo()
            info.add_text("Software", "something else")
            info.add_text("parameters", text, zip=packed)
            files[f"{name}{'-zip' if packed else ''}.png"] = _saved(dot, "PNG", pnginfo=info)
    for name, endian, coding in (("text-wide-big", ">", "utf-16-be"), ("text-wide-little", "<", "utf-16-le")):
        comment = b"UNICODE\0" + WIDE_TEXT.encode(coding)
        files[f"{name}.jpg"] = _saved(dot, "JPEG", exif=_exif(endian, 1, comment))
        files[f"{name}.webp"] = _saved(dot, "WEBP", exif=_exif(endian, 1, comment))
    return files


def write(folder: Path) -> None:
    """Writes the folder `files` and files.json: size, hash of the RGB bytes, and the text where there is one."""
    kinds = (("png", _pngs()), ("jpg", _jpegs()), ("webp", _webps()))
    files = {f"{name}.{suffix}": data for suffix, made in kinds for name, data in made.items()}
    files |= _oriented() | _oriented_by_xmp() | _with_text()
    (folder / "files").mkdir(parents=True, exist_ok=True)
    index = {}
    for name, data in files.items():
        path = folder / "files" / name
        path.write_bytes(data)
        image = _expected(name, path)
        text = None if "text" not in name else WIDE_TEXT if "wide" in name else TEXT
        digest = hashlib.sha256(image.tobytes()).hexdigest()
        index[name] = {"width": image.width, "height": image.height, "sha256": digest, "text": text}
    lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in index.items()]
    (folder / "files.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
