"""Searches bytes for traces of a person, as an outsider would: it knows encodings, and nothing of the bot.

It searches text as UTF-8 and UTF-16, in three spellings of case and two of Unicode, plain, backwards, in hex, in
base64 at every alignment, URL-encoded and as JSON escapes. It searches numbers also grouped and as binary integers.
In a zip, such as a spreadsheet, it searches each part too, and in a zip inside it.
"""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from tests.sought import Sought

Needle = str | int | bytes
Pattern = bytes | re.Pattern[bytes]
CODECS = ("utf-8", "utf-16-le", "utf-16-be")
MIN_PATTERN_BYTES = 4  # random bytes contain shorter ones
INTEGER_BYTES = (4, 6, 8)
"""The widths of an integer in SQLite and most programs. Five bytes, the shortest form of an id, stand somewhere in a
megabyte of random bytes now and then."""
START_BYTES = 8  # of each spelling that is one of thousands
FEW = 4096  # bytes; in so few a needle after the other is found sooner than all at once
GAP = rb"[\s()\x2d.\x00\xa0]{0,8}"
"""The separators between digits; the NUL is for UTF-16."""
ZIP = b"PK\x03\x04"
"""The first bytes of a zip with something in it."""
SEPARATORS = b" \t\n\r\f\v()-.\x00\xa0"


@dataclass(frozen=True, slots=True)
class Found:
    """One trace: `where` is the file, `offset` is in bytes."""

    where: str
    needle: Needle
    encoding: str
    offset: int


def scan_folder(folder: Path, needles: Iterable[Needle]) -> list[Found]:
    """Scans the name and the content of every file below `folder`."""
    wanted = list(needles)
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for where, data in parts(str(path.relative_to(folder)), path.read_bytes()):
            found += scan(data, wanted, where)
        found += scan(path.name.encode(), wanted, f"the name {path.name}")
    return found


def parts(where: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The data and, if it is a zip, everything in it, each with the place where it is."""
    yield where, data
    if data.startswith(ZIP) and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from parts(f"{where}/{name}", archive.read(name))


def scan_folder_for_many(folder: Path, needles: Iterable[Needle]) -> list[Found]:
    """As `scan_folder`, for thousands of needles at once; it leaves out spellings shorter than START_BYTES bytes."""
    plain: dict[bytes, tuple[Needle, str]] = {}
    digits: dict[bytes, tuple[Needle, str]] = {}
    for needle in needles:
        for encoding, pattern in _patterns(needle):
            if isinstance(pattern, re.Pattern):
                only = re.sub(r"\D", "", str(needle)).encode()
                digits |= {only: (needle, encoding), only[::-1]: (needle, encoding)}
            elif len(pattern) >= START_BYTES:
                plain[pattern] = (needle, encoding)
    found, of_plain, of_digits = [], Sought(plain), Sought(digits)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for where, data in parts(str(path.relative_to(folder)), path.read_bytes()):
            hits = [plain[one] for one in of_plain.find(data)]
            hits += [digits[one] for one in of_digits.find(data.translate(None, SEPARATORS))]
            found += [Found(where, needle, encoding, 0) for needle, encoding in hits]
    return found


def scan(data: bytes, needles: Iterable[Needle], where: str = "") -> list[Found]:
    found, wanted = [], tuple(needles)
    there = _there(data, wanted) if len(data) > FEW else None
    for needle in wanted:
        for encoding, pattern in _patterns(needle):
            if there is not None and pattern not in there:
                continue
            if isinstance(pattern, bytes):
                offset = data.find(pattern)
            else:
                match = pattern.search(data)
                offset = match.start() if match else -1
            if offset >= 0:
                found.append(Found(where, needle, encoding, offset))
    return found


def _there(data: bytes, needles: tuple[Needle, ...]) -> set[Pattern]:
    """The patterns worth a look of their own: of digits it is only known that they follow each other somehow."""
    plain, grouped = _sought(needles)
    digits = set(grouped.find(data.translate(None, SEPARATORS)))
    return {
        *plain.find(data),
        *(pattern for needle in needles for _, pattern in _patterns(needle) if _digits_of(pattern) in digits),
    }


@lru_cache(maxsize=8)
def _sought(needles: tuple[Needle, ...]) -> tuple[Sought, Sought]:
    patterns = [pattern for needle in needles for _, pattern in _patterns(needle)]
    return (
        Sought((one for one in patterns if isinstance(one, bytes)), MIN_PATTERN_BYTES),
        Sought(filter(None, map(_digits_of, patterns))),
    )


def _digits_of(pattern: Pattern) -> bytes:
    """Of a pattern that finds grouped digits; nothing of any other."""
    return b"" if isinstance(pattern, bytes) else pattern.pattern.replace(GAP, b"")


@lru_cache(maxsize=4096)
def _patterns(needle: Needle) -> tuple[tuple[str, Pattern], ...]:
    found: list[tuple[str, Pattern]]
    if isinstance(needle, bytes):
        found = [*_of_bytes("bytes", needle)]
    elif isinstance(needle, int):
        found = [*_of_text(str(needle)), *_of_number(needle)]
    else:
        found = [*_of_text(needle)]
    unique: dict[Pattern, str] = {}
    for name, pattern in found:
        if isinstance(pattern, bytes) and len(pattern) < MIN_PATTERN_BYTES:
            raise ValueError(f"too short to look for: {needle!r} as {name}")
        unique.setdefault(pattern, name)
    return tuple((name, pattern) for pattern, name in unique.items())


def _of_text(text: str) -> Iterator[tuple[str, Pattern]]:
    for form in ("NFC", "NFD"):
        spelled = unicodedata.normalize(form, text)
        for case in (str, str.lower, str.upper):
            for codec in CODECS:
                raw = case(spelled).encode(codec)
                yield f"{codec} {form} {case.__name__}", raw
                yield f"{codec} {form} {case.__name__} backwards", raw[::-1]
        for codec in CODECS:
            yield from _of_bytes(f"{codec} {form}", spelled.encode(codec))
        for safe in ("", "@+"):
            escaped = quote(spelled, safe=safe)
            yield "URL", escaped.encode()
            yield "URL in small letters", re.sub("%..", lambda match: match[0].lower(), escaped).encode()
        yield "JSON", json.dumps(spelled)[1:-1].encode()
    yield from _of_digits(text)


def _of_digits(text: str) -> Iterator[tuple[str, re.Pattern[bytes]]]:
    """A phone number or an id in any grouping, forwards and backwards."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < 8 or re.search(r"[^\d\s+()-]", text):
        return
    for name, ordered in (("grouped digits", digits), ("grouped digits backwards", digits[::-1])):
        yield name, re.compile(GAP.join(re.escape(digit.encode()) for digit in ordered))


def _of_bytes(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, raw
    yield f"{name} in hex", raw.hex().encode()
    yield f"{name} in HEX", raw.hex().upper().encode()
    for shift in range(3):
        # The first and the last letter may also hold bits of the bytes around.
        encoded = base64.b64encode(b"\0" * shift + raw)
        sure = encoded[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        yield f"{name} in base64 at {shift}", sure
        yield f"{name} in URL base64 at {shift}", sure.translate(bytes.maketrans(b"+/", b"-_"))


def _of_number(number: int) -> Iterator[tuple[str, bytes]]:
    size = next((width for width in INTEGER_BYTES if number.bit_length() < width * 8), number.bit_length() // 8 + 1)
    yield "big-endian integer", number.to_bytes(size, "big")
    yield "little-endian integer", number.to_bytes(size, "little")
    yield "SQLite row id", _varint(number)


def _varint(number: int) -> bytes:
    """SQLite's varint for row ids: seven bits a byte, the highest first, the top bit set in all but the last byte."""
    sevens = [number & 0x7F]
    while number := number >> 7:
        sevens.append(number & 0x7F | 0x80)
    return bytes(reversed(sevens))
