"""Reads a response of HTTP/1.1 from the bytes that have come so far (RFC 9112)."""

from __future__ import annotations

import re

from bot.domain.frozen import frozen

MAX_RESPONSE = 1 << 24  # bytes; most of Telegram's have a few thousand, a hundred long updates a few million
STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: .*)?")
HEX = re.compile(rb"[0-9A-Fa-f]{1,8}")
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)


class BrokenResponse(Exception):
    """The connection ended too early, or what came is no HTTP."""


@frozen
class Response:
    """`date` is the header, empty if there is none. `may_reuse`: the connection can take another request."""

    status: int
    date: str
    body: bytes
    may_reuse: bool


def read_response(received: bytes, *, is_over: bool) -> Response | None:
    """None while more has to come. `is_over`: no more can come. Raises BrokenResponse."""
    end = received.find(b"\r\n\r\n")
    if (end < 0 and is_over) or len(received) > MAX_RESPONSE:
        raise BrokenResponse
    if end < 0:
        return None
    first, *lines = received[:end].split(b"\r\n")
    found = STATUS.fullmatch(first)
    if not found:
        raise BrokenResponse
    status, headers = int(found[2]), _headers(lines)
    if status < 200:  # only announces the response (RFC 9110, 15.2)
        return read_response(received[end + 4 :], is_over=is_over)
    body = _body(status, headers, received[end + 4 :], is_over=is_over)
    if body is None:
        return None
    content, rest = body
    stays = found[1] == b"1" and headers.get(b"connection", b"").lower() != b"close"
    date = headers.get(b"date", b"").decode("latin-1")
    return Response(status, date, content, stays and not rest and not is_over)


def least_length(received: bytes) -> int:
    """So many bytes the response has at least, as far as what has come of it tells. Fewer need not be read again."""
    end = received.find(b"\r\n\r\n")
    found = LENGTH.search(received, 0, end + 2) if end >= 0 else None
    return min(end + 4 + int(found[1]), MAX_RESPONSE) if found else 0


def _headers(lines: list[bytes]) -> dict[bytes, bytes]:
    parts = (line.partition(b":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in parts}


def _body(status: int, headers: dict[bytes, bytes], rest: bytes, *, is_over: bool) -> tuple[bytes, bytes] | None:
    """The body, and what comes after it; None while more has to come (RFC 9112, 6.3)."""
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise BrokenResponse
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        whole = _chunks(rest)
    elif length := headers.get(b"content-length"):
        if not length.isdigit():
            raise BrokenResponse
        size = int(length)
        whole = (rest[:size], rest[size:]) if len(rest) >= size else None
    elif status in (204, 304):
        whole = (b"", rest)
    else:
        return (rest, b"") if is_over else None
    if whole is None and is_over:
        raise BrokenResponse
    return whole


def _chunks(rest: bytes) -> tuple[bytes, bytes] | None:
    parts: list[bytes] = []
    while True:
        line, ended, after = rest.partition(b"\r\n")
        if not ended:
            return None
        written = HEX.match(line)
        if not written:
            raise BrokenResponse
        size = int(written[0], 16)
        if not size:
            _, ended, after = (b"\r\n" + after).partition(b"\r\n\r\n")  # headers that follow the body count for nothing
            return (b"".join(parts), after) if ended else None
        if len(after) < size + 2:
            return None
        parts.append(after[:size])
        rest = after[size + 2 :]
