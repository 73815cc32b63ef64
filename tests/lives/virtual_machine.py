"""The machine on which a life runs: the time of the loop, random bytes from a seed, and one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from random import Random

from bot.domain.time import Moment, moment_of
from bot.machine import Machine, Monotonic
from simulator.state.clock import SimulatedClock
from tests.same_thread import at_once

MONDAY = moment_of(datetime(2026, 11, 23, 4, tzinfo=UTC))
"""09:00 in Almaty, when work and each life begin."""


class VirtualClock(SimulatedClock):
    """The clock of the world and of the bot's machine."""

    def now_ms(self) -> int:
        return int(MONDAY) + round(self.monotonic() * 1000)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class VirtualTriggers:
    """Triggers by the time of the loop. The library in `bot/jobs/triggers.py` uses the system's clock."""

    def __init__(self) -> None:
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._interval = 0.0
        self._say: Callable[[str], None] = lambda name: None

    def start(self, names: Iterable[str], interval: float, say: Callable[[str], None]) -> None:
        self._interval, self._say = interval, say
        for name in names:
            self.restart(name)

    def restart(self, name: str) -> None:
        if name in self._timers:
            self._timers[name].cancel()
        self._timers[name] = asyncio.get_running_loop().call_later(self._interval, self._trigger, name)

    def stop(self) -> None:
        for timer in self._timers.values():
            timer.cancel()

    def _trigger(self, name: str) -> None:
        self.restart(name)
        self._say(name)


def virtual_machine(now_ms: Callable[[], int], monotonic: Monotonic, chance: Random) -> Machine:
    return Machine(
        clock=lambda: Moment(now_ms()),
        monotonic=monotonic,
        timer=lambda: asyncio.get_running_loop().time(),
        sleep=asyncio.sleep,
        entropy=chance.randbytes,
        in_thread=at_once,
        freeze_objects=lambda: None,
    )
