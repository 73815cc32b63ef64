"""Who lives as long as the bot does? If one of them ends, so does the bot: what is dead and silent harms the most."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.refusal import REFUSALS, Refusal

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

    async def until_one_ends(self) -> None:
        """Until cancelled. Raises Ended if a part ends, or the refusal that ended it."""
        ended, _ = await asyncio.wait(self._parts.values(), return_when=asyncio.FIRST_COMPLETED)
        first = ended.pop()
        error = None if first.cancelled() else first.exception()
        if isinstance(error, REFUSALS):
            raise error
        raise Ended(first.get_name())

    async def end(self, *names: str) -> None:
        """Cancel these parts, or all that are left, and wait for them; a bug in one is written into the log."""
        for name in names or tuple(self._parts):
            part = self._parts.pop(name)
            part.cancel()
            [outcome] = await asyncio.gather(part, return_exceptions=True)
            if isinstance(outcome, Exception) and not isinstance(outcome, REFUSALS):
                log.error("%s ended in a bug", name, exc_info=outcome)
