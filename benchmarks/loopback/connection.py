"""One HTTP connection of a bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.utils import formatdate
from typing import cast

from benchmarks.loopback.calls import Call, read_call

Respond = Callable[[bytes], None]
"""Writes the body of the response. It may be called later, and at most once."""
Handle = Callable[[Call, Respond], None]
HEAD_END = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """Reads requests with a declared length, one after the other, and hands each over as a Call."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(HEAD_END)) >= 0:
            head = self._received[:end].decode("latin-1")
            path, length, kind = _read_head(head)
            begin = end + len(HEAD_END)
            if len(self._received) < begin + length:
                return
            body = bytes(self._received[begin : begin + length])
            del self._received[: begin + length]
            self._handle(read_call(path.rpartition("/")[2], kind, body), self._respond)

    def _respond(self, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nServer: loopback\r\nDate: %s\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\nConnection: keep-alive\r\n\r\n%s"
                % (formatdate(usegmt=True).encode(), len(body), body)
            )


def _read_head(head: str) -> tuple[str, int, str]:
    """The path, the length of the body in bytes and its type. Raises ValueError for a body without a length."""
    first, *lines = head.split("\r\n")
    length, kind = 0, ""
    for line in lines:
        name, _, value = line.partition(":")
        match name.lower():
            case "content-length":
                length = int(value)
            case "content-type":
                kind = value.strip().lower()
            case "transfer-encoding":
                raise ValueError("a body in chunks, which no measured library sends")
    return first.split(" ")[1], length, kind
