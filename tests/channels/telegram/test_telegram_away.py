"""Telegram is away for a day: how often is it asked, and what does the log hold?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, cast

import pytest

from bot.channels.telegram.client import Client
from bot.channels.telegram.identity import wait_for_username
from bot.channels.telegram.polling import Poller
from bot.dialogue.taken import Taken
from bot.dialogue.undelivered import Trouble, Undelivered

DAY_SECONDS = 86_400.0


class Away:
    """A client of a Telegram that is not there, on a clock that goes on while the bot sleeps."""

    def __init__(self, failure: Undelivered) -> None:
        self.failure = failure
        self.now, self.calls = 0.0, 0
        self.name = ""

    async def __call__(self, *_: Any, **__: Any) -> Any:
        self.calls += 1
        raise self.failure.with_traceback(None)  # or each would carry the way of all before it

    async def ask(self, *_: Any) -> Any:
        return await self()

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now > DAY_SECONDS:
            raise asyncio.CancelledError


async def take(events: Sequence[Any], *_: float) -> list[Taken]:
    return []


async def poll(away: Away) -> None:
    await Poller(cast(Client, away), take, away.monotonic, away.sleep).run()


async def begin(away: Away) -> None:
    away.session = type("Session", (), {"is_official": False})()  # type: ignore[attr-defined]
    await wait_for_username(cast(Client, away), away.sleep, away.monotonic)


OUTAGE = Undelivered(Trouble.OUTAGE, reason="ClientConnectorError")
CONFLICT = Undelivered(Trouble.CONFLICT, status=409, reason="Conflict: terminated by other getUpdates request")


@pytest.mark.parametrize(
    ("live", "failure", "most_calls"), [(poll, OUTAGE, 3_000), (begin, OUTAGE, 3_000), (poll, CONFLICT, 18_000)]
)
async def test_a_day_leaves_a_few_dozen_lines(
    live: Callable[[Away], Awaitable[None]],
    failure: Undelivered,
    most_calls: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    away = Away(failure)
    with suppress(asyncio.CancelledError):
        await live(away)
    assert 24 <= len(caplog.records) <= 36
    assert 1_000 < away.calls <= most_calls


async def test_in_the_first_minutes_it_is_asked_every_few_seconds() -> None:
    away = Away(OUTAGE)
    pauses = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        away.now += seconds
        if away.now > 300:
            raise asyncio.CancelledError

    with suppress(asyncio.CancelledError):
        await Poller(cast(Client, away), take, away.monotonic, sleep).run()
    assert max(pauses) <= 5


async def test_whoever_fetches_no_longer_has_no_trouble_with_it() -> None:
    """Another process fetches by now. Until then the trouble is told."""
    away, told = Away(OUTAGE), list[str]()

    async def sleep(seconds: float) -> None:
        away.now += seconds
        told.extend(poller.troubles())
        if told:
            raise asyncio.CancelledError

    poller = Poller(cast(Client, away), take, away.monotonic, sleep)
    with suppress(asyncio.CancelledError):
        await poller.run()
    away.now += DAY_SECONDS
    assert (len(told), poller.troubles()) == (1, [])
