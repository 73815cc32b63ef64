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
from typing import Any, cast

import aiohappyeyeballs
import certifi
from aiohttp import encode_basic_auth
from yarl import URL

from bot.channels.telegram.http_response import BrokenResponse, Response, least_length, read_response
from bot.machine import Monotonic, system_timer

MAX_CONNECTIONS = 100
IDLE_SECONDS = 15.0  # a connection that has waited longer may be closed at the other end just now
NEXT_ADDRESS_SECONDS = 0.25  # until another address of the server is tried (RFC 8305)
ADDRESSES_KEPT_SECONDS = 3600.0  # a lookup takes a thread, and can take long


class ConnectorFailed(Exception):
    """No connection could be made, so nothing was sent."""


class Untrusted(ConnectorFailed):
    """The certificate of the server is not trusted."""


class Connection(asyncio.Protocol):
    """Carries one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._least = 0
        self._is_over = False
        self._response: asyncio.Future[Response] | None = None
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # of TCP or TLS, so it can be written to

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) >= self._least:
            self._look()

    def connection_lost(self, _: Exception | None) -> None:
        self._is_over = True
        self._look()

    @property
    def is_open(self) -> bool:
        """Whether another request can go out. What nobody asked for closes the connection."""
        return not (self._is_over or self._received or self._transport is None or self._transport.is_closing())

    async def exchange(self, request: bytes, seconds: float) -> Response:
        """Raises BrokenResponse and TimeoutError."""
        if self._transport is None or self._is_over:
            raise BrokenResponse
        loop = asyncio.get_running_loop()
        self._response = loop.create_future()
        alarm = loop.call_later(seconds, self._give_up)  # asyncio.timeout takes several times as long
        self._transport.write(request)
        try:
            return await self._response
        finally:
            alarm.cancel()
            self._response, self._received, self._least = None, bytearray(), 0

    def _give_up(self) -> None:
        if self._response and not self._response.done():
            self._response.set_exception(TimeoutError())

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    def _look(self) -> None:
        waiting = self._response
        if waiting is None or waiting.done():
            return
        received = bytes(self._received)
        try:
            response = read_response(received, is_over=self._is_over)
        except BrokenResponse as broken:
            waiting.set_exception(broken)
        else:
            if response:
                waiting.set_result(response)
            else:
                self._least = least_length(received)


class Connections:
    """Connections to one server, which are made when they are needed."""

    def __init__(self, server: URL, headers: Mapping[str, str], timer: Monotonic = system_timer) -> None:
        """`server` may be any address there; `headers` go with each request."""
        self._server = server
        self._head = _head(server, headers)
        self._timer = timer
        self._idle: deque[Connection] = deque()
        self._free = asyncio.Semaphore(MAX_CONNECTIONS)
        self._trusted: ssl.SSLContext | None = None
        self._addresses: Sequence[Any] = ()
        self._known_until = 0.0

    async def post(self, path: str, body: bytes, seconds: float) -> Response:
        """Raises ConnectorFailed, BrokenResponse and TimeoutError."""
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        request, until = head.encode("ascii") + body, self._timer() + seconds
        await self._take_place(seconds)
        try:
            connection = self._reuse()
            if connection is None:
                async with asyncio.timeout(until - self._timer()):
                    connection = await self._connect()
            try:
                response = await connection.exchange(request, until - self._timer())
            except BaseException:
                connection.close()
                raise
        finally:
            self._free.release()
        self._keep(connection, response)
        return response

    async def _take_place(self, seconds: float) -> None:
        """One of MAX_CONNECTIONS. Raises TimeoutError."""
        if self._free.locked():
            async with asyncio.timeout(seconds):
                await self._free.acquire()
        else:
            await self._free.acquire()  # at once

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

    def _keep(self, connection: Connection, response: Response) -> None:
        if not response.may_reuse:
            connection.close()
            return
        connection.idle_since = self._timer()
        self._idle.append(connection)

    async def _connect(self) -> Connection:
        host = (self._server.raw_host or "") if self._server.scheme == "https" else None
        try:
            opened = await aiohappyeyeballs.start_connection(
                await self._look_up(), happy_eyeballs_delay=NEXT_ADDRESS_SECONDS
            )
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _, connection = await asyncio.get_running_loop().create_connection(
                Connection, sock=opened, ssl=None if host is None else self._authorities(), server_hostname=host
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
