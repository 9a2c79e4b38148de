"""`safetensors/*`: files that the safetensors library wrote, what it reads from them, and what it says to broken ones."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from pathlib import Path

import torch
from safetensors import SafetensorError, deserialize
from safetensors.torch import save_file

DTYPES = (
    torch.bool, torch.uint8, torch.int8, torch.float8_e5m2, torch.float8_e4m3fn, torch.float8_e8m0fnu, torch.int16, torch.uint16,
    torch.float16, torch.bfloat16, torch.int32, torch.uint32, torch.float32, torch.float64, torch.int64, torch.uint64, torch.complex64,
)
NAMES = ("BOOL F4 F6_E2M3 F6_E3M2 U8 I8 F8_E5M2 F8_E4M3 F8_E8M0 F8_E4M3FNUZ F8_E5M2FNUZ I16 U16 F16 BF16 I32 U32 F32 C64 F64 I64 U64 "
         "I4 F128 f32").split()


def entry(dtype: str = "U8", shape: object = (1,), offsets: object = (0, 1), **more: object) -> dict[str, object]:
    return dict(dtype=dtype, shape=shape, data_offsets=offsets) | more


def headers() -> dict[str, tuple[object, int]]:
    """Headers by what they are about, and the bytes that follow them."""
    many = 2**63 - 1
    cases: dict[str, tuple[object, int]] = {
        f"{name} in {size} bits": ({"a": entry(name, [8], [0, size])}, size) for name in NAMES for size in (4, 6, 8, 16, 32, 64)
    }
    cases |= {
        "empty": ({}, 0),
        "padded": ("{}   ", 0),
        "bytes behind": ({}, 1),
        "scalar": ({"a": entry(shape=[])}, 1),
        "no elements": ({"a": entry(shape=[0], offsets=[0, 0])}, 0),
        "two tensors": ({"b": entry(offsets=[1, 2]), "a": entry()}, 2),
        "hole": ({"a": entry(), "b": entry(offsets=[2, 3])}, 3),
        "overlap": ({"a": entry(shape=[2], offsets=[0, 2]), "b": entry(offsets=[1, 2])}, 2),
        "same bytes": ({"a": entry(), "b": entry()}, 1),
        "hole at the start": ({"a": entry(offsets=[1, 2])}, 2),
        "cut off": ({"a": entry(shape=[2], offsets=[0, 2])}, 1),
        "backwards": ({"a": entry(offsets=[1, 0])}, 1),
        "negative": ({"a": entry(shape=[-1])}, 1),
        "fraction": ({"a": entry(shape=[1.0])}, 1),
        "size differs": ({"a": entry(shape=[3])}, 1),
        "half a byte": ({"a": entry("F4", [1], [0, 1])}, 1),
        "overflow": ({"a": entry(shape=[many, 3, 0], offsets=[0, 0])}, 0),
        "no overflow": ({"a": entry(shape=[0, many, 3], offsets=[0, 0])}, 0),
        "offsets of one": ({"a": entry(offsets=[0])}, 1),
        "no shape": ({"a": dict(dtype="U8", data_offsets=[0, 1])}, 1),
        "more": ({"a": entry(more=[{"x": 1}])}, 1),
        "twice the same field": ('{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1),
        "metadata": ({"__metadata__": {"format": "pt"}}, 0),
        "metadata with a number": ({"__metadata__": {"format": 1}}, 0),
        "list": ("[]", 0),
        "nothing": ("", 0),
        "unfinished": ('{"a":', 0),
        "two values": ("{}{}", 0),
        "invalid text": (b'{"\xff":1}', 0),
    }
    return cases


def verdict(name: str, header: object, data: int) -> dict[str, object]:
    content = header if isinstance(header, bytes) else (header if isinstance(header, str) else json.dumps(header)).encode()
    file = struct.pack("<Q", len(content)) + content + bytes(data)
    try:
        accepted = {key: [t["dtype"], t["shape"]] for key, t in deserialize(file)}
    except SafetensorError:
        accepted = None
    return dict(name=name, file=base64.b64encode(file).decode(), accepted=accepted)


def write(out: Path) -> None:
    folder = out / "safetensors"
    folder.mkdir(parents=True, exist_ok=True)
    bits = torch.randint(0, 2, (6, 64), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
    tensors = {str(d): bits.contiguous().view(d).clone() for d in DTYPES} | {"scalar": torch.tensor(3.0), "none": torch.zeros(0, 4)}
    file = folder / "types.safetensors"
    save_file(tensors, file, metadata={"format": "pt", "ö": "\"quoted\"\n"})
    read = {key: dict(dtype=t["dtype"], shape=t["shape"], sha256=hashlib.sha256(bytes(t["data"])).hexdigest())
            for key, t in deserialize(file.read_bytes())}
    (folder / "types.json").write_text(json.dumps(read, indent=1) + "\n", encoding="utf-8")
    verdicts = [verdict(name, *case) for name, case in headers().items()]
    (folder / "verdicts.json").write_text("[\n" + ",\n".join(json.dumps(v) for v in verdicts) + "\n]\n", encoding="utf-8")
