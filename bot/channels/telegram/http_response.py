"""Reads a response of HTTP/1.1 from the bytes that have come so far (RFC 9112)."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.domain.frozen import frozen

MAX_RESPONSE = 1 << 24  # bytes; most of Telegram's have a few thousand, a hundred long updates a few million
MAX_HEAD = 1 << 15  # bytes; Telegram's has 500
STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: .*)?")
HEX = re.compile(rb"[0-9A-Fa-f]{1,8}")
MAX_DIGITS = 12  # of a length; a thousand times MAX_RESPONSE has no more
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)


class BrokenResponse(Exception):
    """The connection ended too early, or what came is no HTTP."""


@frozen
class Response:
    """`date` is the header, empty if there is none. `may_reuse`: the connection can take another request.

    The body can quote people, so no part of it may go into a log or an error.
    """

    status: int
    body: bytes
    date: str = ""
    may_reuse: bool = True


@frozen
class _Head:
    """What the first line and the headers say. `length` of the body is None if they do not tell it."""

    status: int
    date: str
    length: int | None
    is_chunked: bool
    stays: bool


def read_response(received: bytes, *, is_over: bool) -> Response | None:
    """None while more has to come. `is_over`: no more can come. Raises BrokenResponse."""
    head, start = None, 0
    while head is None or head.status < 200:  # that only announces the response (RFC 9110, 15.2)
        end = received.find(b"\r\n\r\n", start)
        if (end < 0 and is_over) or end > start + MAX_HEAD or len(received) > MAX_RESPONSE:
            raise BrokenResponse
        if end < 0:
            return None
        head, start = _read_head(received[start:end]), end + 4
    if head.length is None:
        content, end = _find_end(head, received, start, is_over=is_over)
    else:
        end = start + head.length
        content = received[start:end] if len(received) >= end else None
    if content is not None:
        return Response(head.status, content, head.date, head.stays and len(received) == end and not is_over)
    if is_over:
        raise BrokenResponse
    return None


def least_length(received: bytes) -> int:
    """So many bytes the response has at least, as far as what has come of it tells. Fewer need not be read again."""
    end = received.find(b"\r\n\r\n")
    found = LENGTH.search(received, 0, end + 2) if end >= 0 else None
    return min(end + 4 + int(found[1]), MAX_RESPONSE) if found else 0


@lru_cache(maxsize=256)  # responses within one second differ in their length at most
def _read_head(head: bytes) -> _Head:
    first, *lines = head.split(b"\r\n")
    found = STATUS.fullmatch(first)
    if not found:
        raise BrokenResponse
    headers = _headers(lines)
    status, date = int(found[2]), headers.get(b"date", b"").decode("latin-1")
    stays = found[1] == b"1" and headers.get(b"connection", b"").lower() != b"close"
    if status < 200:
        return _Head(status, date, None, is_chunked=False, stays=stays)
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise BrokenResponse
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        return _Head(status, date, None, is_chunked=True, stays=stays)
    length = headers.get(b"content-length")
    if length and not (length.isdigit() and len(length) <= MAX_DIGITS):
        raise BrokenResponse
    return _Head(status, date, int(length) if length else None, is_chunked=False, stays=stays)


def _headers(lines: list[bytes]) -> dict[bytes, bytes]:
    parts = (line.partition(b":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in parts}


def _find_end(head: _Head, received: bytes, start: int, *, is_over: bool) -> tuple[bytes | None, int]:
    """The body whose length is not told, and where it ends; None while more has to come (RFC 9112, 6.3)."""
    if head.is_chunked:
        return _chunks(received, start)
    if head.status in (204, 304):
        return b"", start
    return (received[start:] if is_over else None), len(received)


def _chunks(received: bytes, start: int) -> tuple[bytes | None, int]:
    parts: list[bytes] = []
    while (ends := received.find(b"\r\n", start)) >= 0:
        written = HEX.match(received, start, ends)
        if not written:
            raise BrokenResponse
        size, start = int(written[0], 16), ends + 2
        if not size:
            ends = received.find(b"\r\n\r\n", start - 2)  # headers that follow the body count for nothing
            return (b"".join(parts) if ends >= 0 else None), ends + 4
        if len(received) < start + size + 2:
            break
        parts.append(received[start : start + size])
        start += size + 2
    return None, start
