"""Sends calls to Telegram over HTTP, and turns every failure into Undelivered."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Coroutine
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from typing import Any

import certifi
import orjson
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from bot.channels.telegram.calls import Call, form
from bot.channels.telegram.http_connections import ADDRESSES_KEPT_SECONDS, Connections, ConnectorFailed, Untrusted
from bot.channels.telegram.http_response import Response
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.time import Moment, moment_of
from bot.machine import OnRequest

OFFICIAL = "https://api.telegram.org"
UNTRUSTED = (
    "the certificate that answers is not trusted here: somebody stands in between, or this machine's clock or its list "
    "of authorities is wrong"
)
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "momu-bot"}
JSON = {"Content-Type": "application/json"}


class Session:
    """Connections to one Bot API server, for one bot. `is_official`: the server is Telegram's own."""

    def __init__(self, server: str, token: str, on_request: OnRequest = lambda: lambda told: None) -> None:
        """`server` is the address of the server, which ends before /bot."""
        self.is_official = server.rstrip("/") == OFFICIAL
        self.on_request = on_request
        self.url_of: Callable[[str], URL] = cache(lambda method: URL(f"{server.rstrip('/')}/bot{token}/{method}"))
        """Where a method is called. Raises ValueError if the address of the server is none."""
        self._http: ClientSession | None = None
        self._connections: Connections | None = None

    async def close(self) -> None:
        if self._connections is not None:
            self._connections.close()
        if self._http is not None:
            await self._http.close()

    async def ask(self, call: Call, seconds: float) -> Response:
        """The response, whatever it says. Raises Undelivered if none came within so many seconds."""
        try:
            on_response = self.on_request()
            response = await self.post(call, seconds)
            if response.status == 200:  # any other may come from a proxy, even one on this machine
                on_response(_moment(response.date))
            return response
        except Exception as error:
            failure = _explain(error)
        raise failure  # outside `except`: it must not carry the error, whose text holds the address with the token

    def post(self, call: Call, seconds: float) -> Coroutine[Any, Any, Response]:
        """Send the call over HTTP. Raises what aiohttp, orjson and Connections raise. A test overrides it to reach a
        simulated Telegram."""
        if call.files:
            return self._post_files(call, seconds)
        url, body = self.url_of(call.method), orjson.dumps(call.params)
        if self._connections is None:
            self._connections = Connections(url, {**HEADERS, **JSON})
        return self._connections.post(url.raw_path, body, seconds)

    async def _post_files(self, call: Call, seconds: float) -> Response:
        http, url, timeout = self._http or self._open(), self.url_of(call.method), _timeout(seconds)
        # Redirects are not followed: the address holds the token, and most redirects drop the parameters.
        async with http.post(url, data=form(call), timeout=timeout, allow_redirects=False) as response:
            return Response(response.status, await response.read(), response.headers.get("Date", ""))

    def _open(self) -> ClientSession:
        trusted = ssl.create_default_context(cafile=certifi.where())
        connector = TCPConnector(ssl=trusted, ttl_dns_cache=int(ADDRESSES_KEPT_SECONDS))
        self._http = ClientSession(connector=connector, headers=HEADERS, cookie_jar=DummyCookieJar())
        return self._http


OpenSession = Callable[[str, str, OnRequest], Session]
"""Opens a session with a server, given its address and the bot's token."""


@cache
def _timeout(seconds: float) -> ClientTimeout:
    return ClientTimeout(total=seconds)


def _explain(error: Exception) -> Undelivered:
    reason = type(error).__name__
    match error:
        case ClientConnectorCertificateError() | Untrusted():
            return Undelivered(Trouble.OUTAGE, reason=UNTRUSTED)
        case ClientConnectorError() | ConnectionTimeoutError() | ConnectorFailed():
            return Undelivered(Trouble.OUTAGE, reason=reason)
        case orjson.JSONEncodeError() | UnicodeEncodeError():  # half a surrogate in a text, which can never be sent
            return Undelivered(Trouble.REFUSED, reason=reason)
        case _:
            return Undelivered(Trouble.OUTAGE, is_certain=False, reason=reason)


@lru_cache(maxsize=8)  # many responses are given within the same second
def _moment(written: str) -> Moment | None:
    """The moment in a Date header, in whole seconds; None if it tells none."""
    try:
        return moment_of(parsedate_to_datetime(written))
    except (ValueError, OverflowError):
        return None
