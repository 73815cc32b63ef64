"""Reads the size of a picture from its bytes, as Telegram does with photos."""

from __future__ import annotations

import re
import struct
import zlib

Size = tuple[int, int]

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]")  # start of frame: where a JPEG says its size


def size_of(content: bytes) -> Size | None:
    """Width and height in pixels of a PNG, JPEG, GIF, BMP or WebP; None for any other or incomplete file."""
    for read in (_png, _jpeg, _gif, _bmp, _webp):
        try:
            size = read(content)
        except (struct.error, IndexError):
            continue
        if size and min(size) > 0:
            return size
    return None


def _png(content: bytes) -> Size | None:
    if not content.startswith(_PNG):
        return None
    size: Size | None = None
    for kind, data in _chunks(content):
        if kind == b"IHDR":
            size = struct.unpack(">II", data[:8])
        if kind == b"IEND":
            return size
    return None


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks before the first damaged or incomplete one: their kinds and data."""
    found, place = [], len(_PNG)
    while place + 12 <= len(content):
        length = struct.unpack(">I", content[place : place + 4])[0]
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if content[place + 8 + length : place + 12 + length] != struct.pack(">I", zlib.crc32(kind + data)):
            break
        found.append((kind, data))
        place += 12 + length
    return found


def _jpeg(content: bytes) -> Size | None:
    """Skips segments up to the frame; the file must also have an end."""
    if not content.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in content[-64:]:
        return None
    place = 2
    while not _FRAME.fullmatch(content[place : place + 2]):
        if content[place] != 0xFF:
            return None
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    height, width = struct.unpack(">HH", content[place + 5 : place + 9])
    return width, height


def _gif(content: bytes) -> Size | None:
    return struct.unpack("<HH", content[6:10]) if content[:6] in (b"GIF87a", b"GIF89a") else None


def _bmp(content: bytes) -> Size | None:
    if not content.startswith(b"BM"):
        return None
    width, height = struct.unpack("<ii", content[18:26])
    return width, abs(height)


def _webp(content: bytes) -> Size | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = struct.unpack("<I", content[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
