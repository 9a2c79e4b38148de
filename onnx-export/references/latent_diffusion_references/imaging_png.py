"""PNG files that Pillow does not write: 16 bits, small depths, interlaced, with chosen chunks."""

import struct
import zlib

import numpy as np

GRAY, RGB, GRAY_ALPHA, RGBA = 0, 2, 4, 6
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk with its frame."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(rows: np.ndarray, color: int, depth: int = 8, width: int | None = None, extra: bytes = b"", interlaced: bool = False) -> bytes:
    """A PNG of rows of stored bytes; the width where a byte holds several pixels; chunks to put before the pixels."""
    height, columns = rows.shape[:2]
    if interlaced:
        passes = [rows[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        data = b"".join(b"\0" + row.tobytes() for part in passes if part.size for row in part)
    else:
        data = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width or columns, height, depth, color, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
