"""Small pictures as PNG data URIs, written by ourselves so that no picture library is needed."""

import struct
import zlib
from base64 import b64encode

import numpy as np

from assay.types import Array

#: Pictures of fewer pixels a side are enlarged until they fill about this many.
SMALL = 48


def thumbnail(image: Array, side: int = 96) -> str:
    """Return a picture (height, width, 3) of uint8 as a PNG data URI, at most `side` pixels.

    Large pictures are averaged down; tiny ones are enlarged by a whole number, so that an 8 x 8
    digit can be seen.
    """
    longest = max(image.shape[:2])
    if longest > side:
        scale = side / longest
        image = _shrink(image, *(max(1, round(edge * scale)) for edge in image.shape[:2]))
    elif longest <= min(SMALL, side) // 2:
        times = side // longest
        image = image.repeat(times, axis=0).repeat(times, axis=1)
    return "data:image/png;base64," + b64encode(png(image)).decode("ascii")


def png(image: Array) -> bytes:
    """Return the bytes of a PNG file; grey where the three colours agree."""
    grey = bool((image == image[:, :, :1]).all())
    pixels = np.ascontiguousarray(image[:, :, :1] if grey else image, np.uint8)
    height, width, channels = pixels.shape
    rows = np.ones((height, 1 + width * channels), np.uint8)
    change = pixels.copy()
    change[:, 1:] -= pixels[:, :-1]  # filter 1, "sub": each pixel less the one before it
    rows[:, 1:] = change.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if grey else 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + check


def _shrink(image: Array, height: int, width: int) -> Array:
    """Average the pixels that fall into each of height x width cells."""
    row = np.arange(height) * image.shape[0] // height
    column = np.arange(width) * image.shape[1] // width
    total = np.add.reduceat(np.add.reduceat(image.astype(np.float32), row, 0), column, 1)
    area = np.diff([*row, image.shape[0]])[:, None] * np.diff([*column, image.shape[1]])
    return np.asarray(np.rint(total / area[:, :, None]), np.uint8)
