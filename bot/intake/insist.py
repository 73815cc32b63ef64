"""How is a reply said in spite of a passing trouble?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.dialogue.undelivered import Trouble, Undelivered
from bot.machine import Sleep

ATTEMPTS = 3
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Insist:
    """Repeats a call a few times while that can help; after 429 as often as it takes, for the pace does the waiting."""

    sleep: Sleep

    async def __call__(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Raises Undelivered."""
        outages = 0
        while True:
            try:
                return await attempt()
            except Undelivered as failure:
                if failure.trouble is Trouble.BUSY:
                    continue
                outages += 1
                if failure.permanent or outages == ATTEMPTS:
                    raise
                await self.sleep(0.5 * outages)
