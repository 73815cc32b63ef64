"""Does the scheduler stop without a word, also at the moment at which jobs become due?"""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.jobs.triggers import Scheduler

INTERVAL = 0.01  # seconds


async def test_a_stop_right_after_a_job_became_due_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    scheduler = Scheduler()
    scheduler.start(["purge"], INTERVAL, said.append)
    await asyncio.sleep(0)  # now the library has set its timer
    asyncio.get_running_loop().call_later(2 * INTERVAL, scheduler.stop)
    time.sleep(3 * INTERVAL)  # noqa: ASYNC251 (the loop then finds both timers due, and calls one right after the other)
    for _ in range(3):
        await asyncio.sleep(0)
    assert said == ["purge"]
    assert caplog.messages == []
