"""Polling ends while updates are handed over: they are finished and acknowledged, and never do two fetch at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import orjson

from bot.channels.telegram.calls import Method, as_call
from bot.channels.telegram.client import Client
from bot.channels.telegram.http_response import Response
from bot.channels.telegram.polling import Poller
from bot.dialogue.taken import Taken

NUMBER = 7
PERSON = {"id": 5, "is_bot": False, "first_name": "A"}
WRITTEN = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "from": PERSON, "text": "x"}


class Waiting:
    """A client of a Telegram where one update waits until it is acknowledged; then nothing comes any more."""

    name = ""

    def __init__(self) -> None:
        self.open = 0
        self.offsets: list[int] = []

    async def __call__(self, method: Method, **_: float) -> None:
        if as_call(method).method == "getUpdates":
            self.offsets.append(as_call(method).params["offset"])

    async def ask(self, method: Method, *_: float) -> Response:
        offset = as_call(method).params.get("offset", 0)
        self.offsets.append(offset)
        self.open += 1
        assert self.open == 1, "two fetch at a time"
        try:
            if offset > NUMBER:
                await asyncio.Event().wait()
            return Response(200, orjson.dumps({"ok": True, "result": [{"update_id": NUMBER, "message": WRITTEN}]}))
        finally:
            self.open -= 1


class Polled:
    """A poller whose updates are taken when `may_take` says so."""

    def __init__(self) -> None:
        self.telegram, self.may_take, self.taken = Waiting(), asyncio.Event(), 0
        self.poller = Poller(cast(Client, self.telegram), self.take, time.monotonic, asyncio.sleep)

    async def take(self, events: Sequence[Any], *_: float) -> list[Taken]:
        await self.may_take.wait()
        self.taken += len(events)
        return [Taken.COMMITTED for _ in events]

    async def run_until(self, is_seen: Callable[[], bool]) -> None:
        running = asyncio.create_task(self.poller.run())
        while not is_seen():  # noqa: ASYNC110
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])


async def test_what_is_being_handed_over_is_finished_and_acknowledged() -> None:
    polled = Polled()
    await polled.run_until(lambda: polled.telegram.offsets == [0])
    ending = asyncio.create_task(polled.poller.acknowledge())
    await asyncio.sleep(0)
    assert not ending.done()
    polled.may_take.set()
    await ending
    assert (polled.taken, polled.telegram.offsets) == (1, [0, NUMBER + 1])


async def test_the_next_run_fetches_after_the_last_batch_is_handed_over() -> None:
    polled = Polled()
    await polled.run_until(lambda: polled.telegram.offsets == [0])
    again = asyncio.create_task(polled.run_until(lambda: len(polled.telegram.offsets) > 1))
    for _ in range(10):
        await asyncio.sleep(0)
    assert polled.telegram.offsets == [0]
    polled.may_take.set()
    await again
    assert (polled.taken, polled.telegram.offsets) == (1, [0, NUMBER + 1])


async def test_a_call_that_waits_for_updates_ends_at_once() -> None:
    polled = Polled()
    polled.may_take.set()
    await polled.run_until(lambda: polled.telegram.open == 1 and polled.taken == 1)
    assert polled.telegram.open == 0
    await polled.poller.acknowledge()
    assert polled.telegram.offsets == [0, NUMBER + 1, NUMBER + 1]
