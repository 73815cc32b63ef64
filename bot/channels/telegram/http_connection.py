"""One connection to a Bot API server, over TCP or TLS."""

from __future__ import annotations

import asyncio
from typing import cast

from bot.channels.telegram.http_response import BrokenResponse, Response, least_length, read_response
from bot.machine import Monotonic


class Connection(asyncio.Protocol):
    """Carries one request at a time. What is not answered as it should be leaves it of no use."""

    def __init__(self, timer: Monotonic) -> None:
        self._timer = timer
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._least = 0
        self._is_over = False
        self._response: asyncio.Future[Response] | None = None
        self._until = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._rings_at = 0.0
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
        self._stop_alarm()

    @property
    def is_open(self) -> bool:
        """Whether another request can go out. What nobody asked for closes the connection."""
        return not (self._is_over or self._received or self._transport is None or self._transport.is_closing())

    def exchange(self, request: bytes, until: float) -> asyncio.Future[Response]:
        """Send the request. Raises BrokenResponse; so can the response, and TimeoutError."""
        if self._transport is None or self._is_over:
            raise BrokenResponse
        self._response, self._until = asyncio.get_running_loop().create_future(), until
        if self._alarm is None or until < self._rings_at:
            self._set_alarm()
        self._transport.write(request)
        return self._response

    def close(self) -> None:
        self._stop_alarm()
        if self._transport:
            self._transport.abort()

    def _set_alarm(self) -> None:
        """One alarm goes on for many requests: to set one takes as long as to read a response."""
        self._stop_alarm()
        self._rings_at = self._until
        self._alarm = asyncio.get_running_loop().call_later(self._until - self._timer(), self._ring)

    def _stop_alarm(self) -> None:
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None

    def _ring(self) -> None:
        self._alarm = None
        if self._response is None or self._response.done():
            return
        if self._timer() < self._until:  # another request than that for which it was set
            self._set_alarm()
        else:
            self._response.set_exception(TimeoutError())

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
                self._response, self._received, self._least = None, bytearray(), 0
            else:
                self._least = least_length(received)
