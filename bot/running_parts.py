"""The parts that run as long as the bot does. If one of them ends, the bot ends: nobody would notice a dead part
(docs/decisions/parts.md). And how long the stop waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine
from typing import Any, TypeVar

from bot.machine import Monotonic
from bot.refusal import REFUSALS, Refusal

Result = TypeVar("Result")

log = logging.getLogger(__name__)
STOP_SECONDS = 8.0  # who stops a container kills it after ten


class Patience:
    """How long the stop waits for what is under way. It ends when its seconds are over, or when somebody hurries."""

    def __init__(self, timer: Monotonic, seconds: float = STOP_SECONDS) -> None:
        """The seconds begin with the first wait, and are those of all waits together."""
        self._timer, self._seconds = timer, seconds
        self._ends: float | None = None
        self._hurried = asyncio.Event()

    def hurry(self) -> None:
        self._hurried.set()

    async def let_finish(self, tasks: Collection[asyncio.Task[Any]], most: float) -> None:
        """Wait for these tasks, and for those that come into the collection meanwhile, at most `most` seconds. Cancel
        what is left then."""
        self._ends = self._timer() + self._seconds if self._ends is None else self._ends
        ends, hurry = min(self._ends, self._timer() + most), asyncio.create_task(self._hurried.wait())
        try:
            while left := [task for task in tasks if not task.done()]:
                rest = max(ends - self._timer(), 0.0)
                done, _ = await asyncio.wait([*left, hurry], timeout=rest, return_when=asyncio.FIRST_COMPLETED)
                if hurry in done or not done:
                    break
        finally:
            hurry.cancel()
            for task in (left := list(tasks)):
                task.cancel()
            await asyncio.gather(*left, hurry, return_exceptions=True)


class PartEnded(Refusal):
    """A part has ended before the bot did."""

    def __init__(self, part: str) -> None:
        super().__init__(f"the bot ends, because a part of it has ended: {part}; the log says more")


class RunningParts:
    """Parts by name. Each is a task that never ends by itself."""

    def __init__(self) -> None:
        self._parts: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, part: Coroutine[Any, Any, None]) -> None:
        self._parts[name] = asyncio.create_task(part, name=name)

    async def run_beside(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do `work` while all parts run. Raises PartEnded if a part ends first, or the refusal that ended the part."""
        task = asyncio.create_task(work)
        try:
            ended, _ = await asyncio.wait([task, *self._parts.values()], return_when=asyncio.FIRST_COMPLETED)
            if task not in ended:
                raise _end_of(ended.pop())
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return task.result()

    async def wait_until_one_ends(self) -> None:
        """Runs until it is cancelled. Raises like `run_beside`."""
        await self.run_beside(_forever())

    async def stop(self, *names: str) -> None:
        """Cancel those of the named parts that run, or all that are left, and wait. Logs a bug that ended one."""
        for name in names or tuple(self._parts):
            if not (part := self._parts.pop(name, None)):
                continue
            part.cancel()
            [outcome] = await asyncio.gather(part, return_exceptions=True)
            if isinstance(outcome, Exception) and not isinstance(outcome, REFUSALS):
                log.error("%s ended in a bug", name, exc_info=outcome)


async def _forever() -> None:
    await asyncio.Event().wait()


def _end_of(part: asyncio.Task[Any]) -> BaseException:
    error = None if part.cancelled() else part.exception()
    return error if isinstance(error, REFUSALS) else PartEnded(part.get_name())
