"""Repeats a call to a channel after a transient failure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.frozen import frozen
from bot.machine import Sleep

MAX_ATTEMPTS = 3
Result = TypeVar("Result")


@frozen
class Retry:
    """Makes up to MAX_ATTEMPTS attempts; one that meets a rate limit does not count, because the pace waits for it."""

    sleep: Sleep

    async def __call__(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Raises Undelivered."""
        outages = 0
        while True:
            try:
                return await attempt()
            except Undelivered as failure:
                if failure.trouble is Trouble.RATE_LIMITED:
                    continue
                outages += 1
                if failure.permanent or outages == MAX_ATTEMPTS:
                    raise
                await self.sleep(0.5 * outages)
