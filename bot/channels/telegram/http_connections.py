"""Connections to a Bot API server for calls without files: they stay open.

aiohttp takes 100 µs for each call, which was a sixth of all the time of the bot (docs/decisions/plain-calls.md). It
still carries files.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import aiohappyeyeballs
import certifi
from aiohttp import encode_basic_auth
from yarl import URL

from bot.channels.telegram.http_connection import Connection
from bot.channels.telegram.http_response import Response
from bot.channels.telegram.waiting_line import WaitingLine
from bot.machine import Monotonic, system_timer

MAX_CONNECTIONS = 100
IDLE_SECONDS = 15.0  # a connection that has waited longer may be closed at the other end just now
NEXT_ADDRESS_SECONDS = 0.25  # until another address of the server is tried (RFC 8305)
ADDRESSES_KEPT_SECONDS = 3600.0  # a lookup takes a thread, and can take long


class ConnectorFailed(Exception):
    """No connection could be made, so nothing was sent."""


class Untrusted(ConnectorFailed):
    """The certificate of the server is not trusted."""


class Connections:
    """Connections to one server, which are made when they are needed."""

    def __init__(self, server: URL, headers: Mapping[str, str], timer: Monotonic = system_timer) -> None:
        """`server` may be any address there; `headers` go with each request."""
        self._server = server
        self._head = _head(server, headers)
        self._timer = timer
        self._idle: deque[Connection] = deque()
        self._under_way = 0
        self._line = WaitingLine(self._leave)
        self._trusted: ssl.SSLContext | None = None
        self._addresses: Sequence[Any] = ()
        self._known_until = 0.0

    async def post(self, path: str, body: bytes, seconds: float) -> Response:
        """Raises ConnectorFailed, BrokenResponse and TimeoutError."""
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        request, until = head.encode("ascii") + body, self._timer() + seconds
        if self._under_way < MAX_CONNECTIONS:
            self._under_way += 1
        else:
            async with asyncio.timeout(seconds):
                await self._line.wait()
        try:
            connection = self._reuse()
            if connection is None:
                async with asyncio.timeout(until - self._timer()):
                    connection = await self._connect()
            try:
                response = await connection.exchange(request, until)
            except BaseException:
                connection.close()
                raise
        finally:
            self._leave()
        if response.may_reuse:
            connection.idle_since = self._timer()
            self._idle.append(connection)
        else:
            connection.close()
        return response

    def _leave(self) -> None:
        if self._under_way < MAX_CONNECTIONS or not self._line.serve():
            self._under_way -= 1

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _reuse(self) -> Connection | None:
        """The one that was used last. Those that nobody has used for long are closed."""
        now = self._timer()
        while self._idle and now - self._idle[0].idle_since > IDLE_SECONDS:
            self._idle.popleft().close()
        while self._idle:
            if (connection := self._idle.pop()).is_open:
                return connection
            connection.close()
        return None

    async def _connect(self) -> Connection:
        host = (self._server.raw_host or "") if self._server.scheme == "https" else None
        try:
            opened = await aiohappyeyeballs.start_connection(
                await self._look_up(), happy_eyeballs_delay=NEXT_ADDRESS_SECONDS
            )
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _, connection = await asyncio.get_running_loop().create_connection(
                partial(Connection, self._timer),
                sock=opened,
                ssl=None if host is None else self._authorities(),
                server_hostname=host,
            )
        except ssl.SSLCertVerificationError:
            raise Untrusted from None
        except OSError:
            self._known_until = 0.0
            raise ConnectorFailed from None
        return connection

    async def _look_up(self) -> Sequence[Any]:
        if self._timer() >= self._known_until:
            host, port = self._server.raw_host, self._server.port
            self._addresses = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self._known_until = self._timer() + ADDRESSES_KEPT_SECONDS
        return self._addresses

    def _authorities(self) -> ssl.SSLContext:
        if self._trusted is None:
            self._trusted = ssl.create_default_context(cafile=certifi.where())
        return self._trusted


def _head(server: URL, headers: Mapping[str, str]) -> str:
    """The headers of each request. An address can hold a name and a password (RFC 3986, 3.2.1)."""
    given = {"Host": server.raw_authority.rpartition("@")[2], **headers}
    if server.user is not None:
        given["Authorization"] = encode_basic_auth(server.user, server.password or "")
    return "".join(f"{name}: {value}\r\n" for name, value in given.items())
