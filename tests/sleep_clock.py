"""A clock for tests that only wait: it jumps to the next wake-up when everybody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class SleepClock:
    """Time stands still until everybody sleeps; then it jumps to the first wake-up. In seconds."""

    now: float = 1000.0
    sleepers: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.now + seconds, woken))
        await woken

    async def run(self, done: Callable[[], bool]) -> None:
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        for _ in range(10_000):
            await asyncio.sleep(0)
            while ready:  # noqa: ASYNC110 whatever is ready besides this task
                await asyncio.sleep(0)
            if done():
                return
            self.sleepers.sort(key=lambda sleeper: sleeper[0])
            self.now, woken = self.sleepers.pop(0)
            woken.set_result(None)
        raise TimeoutError
