"""Sends changes to every open page as server-sent events: everything first, then the changed parts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

Parts = dict[str, Any]
Collect = Callable[[], Awaitable[Parts]]
GATHER_SECONDS = 0.03  # changes within this time become one event
RECHECK_SECONDS = 0.5  # time alone changes some parts
HEARTBEAT_SECONDS = 15.0  # after this silence a comment keeps the connection alive
RETRY_MS = 800  # a page that lost its connection tries again after this time


class Hub:
    """A page that connects, or reconnects after any gap, gets everything, so it misses nothing."""

    def __init__(self, collect: Collect, now_ms: Callable[[], int]) -> None:
        self._collect = collect
        self._now_ms = now_ms
        self._parts: Parts = {}
        self._number = 0
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._touched = asyncio.Event()
        self._time_moved = False
        self._closed = False

    def touch(self, time_moved: bool = False) -> None:
        """Says that something may have changed."""
        self._time_moved |= time_moved
        self._touched.set()

    async def run(self) -> None:
        """Publishes changes until closed; finishes what it has begun, so that nothing is read afterwards."""
        while not self._closed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._touched.wait(), RECHECK_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)
            self._touched.clear()
            await self.publish()

    async def publish(self) -> None:
        """Collects the parts, and sends the changed ones to every page."""
        fresh = await self._collect()
        changed = {name: part for name, part in fresh.items() if self._parts.get(name) != part}
        self._parts = fresh
        if changed or self._time_moved:
            self._time_moved = False
            self._number += 1
            self._tell(self._event("parts", changed))

    def snapshot(self) -> Parts:
        return self._parts

    def close(self) -> None:
        """Ends the stream of every page."""
        self._closed = True
        self._touched.set()
        self._tell(None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        queue.put_nowait(f"retry: {RETRY_MS}\n" + self._event("snapshot", self._parts))
        try:
            await response.prepare(request)
            while (event := await _next(queue)) is not None:
                await response.write(event.encode())
        except ConnectionResetError:
            pass
        finally:
            self._listeners.discard(queue)
        return response

    def _tell(self, event: str | None) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)

    def _event(self, kind: str, parts: Parts) -> str:
        data = json.dumps({"now_ms": self._now_ms(), "parts": parts}, ensure_ascii=False)
        return f"id: {self._number}\nevent: {kind}\ndata: {data}\n\n"


async def _next(queue: asyncio.Queue[str | None]) -> str | None:
    try:
        return await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return ": still here\n\n"
