"""How is a reply said in spite of a passing trouble?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.dialogue.undelivered import Trouble, Undelivered

Result = TypeVar("Result")


async def insist(attempt: Callable[[], Awaitable[Result]], *, attempts: int = 3) -> Result:
    """Repeat a call a few times while that can help; after 429 as often as it takes, for the pace does the waiting."""
    outages = 0
    while True:
        try:
            return await attempt()
        except Undelivered as failure:
            if failure.trouble is Trouble.BUSY:
                continue
            outages += 1
            if failure.permanent or outages == attempts:
                raise
            await asyncio.sleep(0.5 * outages)
