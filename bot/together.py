"""Who lives as long as the bot does? If one of them ends, so does the bot: what is dead and silent harms the most."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.refusal import REFUSALS, Refusal

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Ended(Refusal):
    """A part that lives as long as the bot has ended before it."""

    def __init__(self, part: str) -> None:
        super().__init__(f"the bot ends, because a part of it has ended: {part}; the log says more")


class Together:
    """Parts by name, each a task that should never end by itself."""

    def __init__(self) -> None:
        self._parts: dict[str, asyncio.Task[None]] = {}

    def begin(self, name: str, part: Coroutine[Any, Any, None]) -> None:
        self._parts[name] = asyncio.create_task(part, name=name)

    async def during(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do this while all parts live. Raises Ended if one ends before it is done, or the refusal that ended it."""
        doing = asyncio.create_task(work)
        try:
            ended, _ = await asyncio.wait([doing, *self._parts.values()], return_when=asyncio.FIRST_COMPLETED)
            if doing not in ended:
                raise _end_of(ended.pop())
        finally:
            doing.cancel()
            await asyncio.gather(doing, return_exceptions=True)
        return doing.result()

    async def until_one_ends(self) -> None:
        """Until cancelled. Raises as `during`."""
        await self.during(_forever())

    async def end(self, *names: str) -> None:
        """Cancel these parts, or all that are left, and wait for them; a bug in one is written into the log."""
        for name in names or tuple(self._parts):
            part = self._parts.pop(name)
            part.cancel()
            [outcome] = await asyncio.gather(part, return_exceptions=True)
            if isinstance(outcome, Exception) and not isinstance(outcome, REFUSALS):
                log.error("%s ended in a bug", name, exc_info=outcome)


async def _forever() -> None:
    await asyncio.Event().wait()


def _end_of(part: asyncio.Task[Any]) -> BaseException:
    error = None if part.cancelled() else part.exception()
    return error if isinstance(error, REFUSALS) else Ended(part.get_name())
