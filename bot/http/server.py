"""Listens on HOST:PORT and hands each request to the door at its path."""

from __future__ import annotations

import asyncio
import errno
import logging
from contextlib import suppress
from ipaddress import ip_address

from aiohttp import web

from bot.dialogue.door import Doors, Knock, NotWhole, Reply, TooLong
from bot.refusal import Refusal

log = logging.getLogger(__name__)
silent = logging.getLogger(f"{__name__}.library")  # it would log each request that is not HTTP, which anybody can send
silent.disabled = True

BODY_SECONDS = 10.0  # in which a body must have come
LINGER_SECONDS = 1.0  # a body that nobody reads is let in so long, so that the answer is read
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")
"""Headers that proxies add. What has one comes from elsewhere, even if the proxy is on this machine."""


class PortUnusable(Refusal):
    """Nothing can listen at HOST and PORT. The line names the setting."""


class HttpServer:
    """The listener. `open`, `stop_listening`, `close`: in this order."""

    def __init__(self, listens_on: tuple[str, int] | None, doors: Doors) -> None:
        """`listens_on` is a host and a port; None for a bot that does not listen."""
        self._listens_on, self._doors = listens_on, doors
        self._runner = web.ServerRunner(
            web.Server(
                self._answer,
                access_log=None,
                logger=silent,
                lingering_time=LINGER_SECONDS,
            ),
            shutdown_timeout=LINGER_SECONDS,
        )
        self._site: web.TCPSite | None = None

    async def open(self) -> None:
        """Raises PortUnusable."""
        if self._listens_on is None:
            return
        host, port = self._listens_on
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise PortUnusable(_explain(error, host, port)) from None
        self._site = site
        log.info("listening on %s:%d", host, port)

    async def stop_listening(self) -> None:
        """Let nobody in any more. What is being answered goes on."""
        if self._site is not None:
            site, self._site = self._site, None
            await site.stop()

    async def close(self) -> None:
        """Let go of all connections; answers that are being written are finished."""
        self._site = None  # the runner stops it
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        door = self._doors.get(request.raw_path.partition("?")[0])  # as it was sent: no %41 becomes an A
        if door is None:
            return web.Response(status=404)
        knock = Knock(
            request.method, lambda name: request.headers.get(name, ""), _Body(request).read, _is_local(request)
        )
        try:
            reply = await door(knock)
        except Exception:
            log.exception("a request ended in a bug")
            reply = Reply(503)
        response = web.Response(status=reply.status, body=reply.body, headers=reply.headers)
        if not request.content.is_eof():
            response.force_close()
        return response


class _Body:
    """The body of a request, which is read when it is asked for."""

    def __init__(self, request: web.BaseRequest) -> None:
        self._request = request

    async def read(self, most: int) -> bytes:
        if (self._request.content_length or 0) > most:
            raise TooLong
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in self._request.content.iter_any():
                    body += chunk
                    if len(body) > most:  # of a body whose length was not told, or that was packed
                        raise TooLong
        except TooLong:
            raise
        except Exception:  # whatever the library makes of a broken body
            raise NotWhole from None
        return bytes(body)


def _is_local(request: web.BaseRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    with suppress(ValueError):
        return ip_address(request.remote or "").is_loopback
    return False


def _explain(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"PORT: another program listens on {host}:{port} already; stop it, or set another PORT"
        case errno.EACCES | errno.EPERM:
            return (
                f"PORT: the bot may not listen on {port}; ports below 1024 need a right of their own, take a higher one"
            )
        case _:
            return f"HOST: nothing can listen on {host} here; give an address of this machine, like 127.0.0.1"
