"""Who starts a process again that has died or ended? The machine's init, which waits a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from tests.lives.life import HOUR, MINUTE, Life
from tests.lives.mortal import Process


async def supervise(life: Life, chance: Random, report: Callable[[Process], None]) -> None:
    """Until cancelled. `report` is told of each process that is over, before it is buried."""
    while True:
        process = await _first_over(life)
        async with life.door:
            if process not in life.running:
                continue
            report(process)
            await life.kill(process)
            await asyncio.sleep(chance.uniform(0, 20) if chance.random() < 0.85 else chance.uniform(MINUTE, 2 * HOUR))
            await life.start()


async def _first_over(life: Life) -> Process:
    while not life.running:  # noqa: ASYNC110 (somebody else has stopped them, and starts them again)
        await asyncio.sleep(1.0)
    running = list(life.running)
    over = [asyncio.create_task(process.over.wait()) for process in running]
    await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
    for task in over:
        task.cancel()
    return next(process for process in running if process.over.is_set())
