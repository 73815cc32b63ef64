"""What goes wrong on purpose on the demo page?"""

from __future__ import annotations

from typing import Any, Protocol

from simulator.state import faults
from simulator.state.faults import EVERY_METHOD
from simulator.world import World

OUTAGE_MS = 60_000


class Machine(Protocol):
    """The bot's process, as far as the page may touch it; `state` is running, stopped or crashed."""

    @property
    def state(self) -> str: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Trouble:
    """Telegram's outage, doubled updates, and the life of the bot."""

    def __init__(self, world: World, machine: Machine) -> None:
        self._world = world
        self._machine = machine
        self._down_until = 0

    def break_telegram(self) -> None:
        """Every call of the bot fails for a minute of simulated time."""
        self._world.faults.sometimes(EVERY_METHOD, faults.server_error("html"), 1.0)
        self._down_until = self._world.clock.now_ms() + OUTAGE_MS

    def mend_telegram(self) -> None:
        self._world.faults.clear()
        self._down_until = 0

    def duplicate(self, on: bool) -> None:
        self._world.updates.copies = 2 if on else 1

    async def drive(self, what: str) -> None:
        """stop, start or restart; the data stays where it is."""
        if what in ("stop", "restart"):
            await self._machine.stop()
        if what in ("start", "restart"):
            await self._machine.start()

    def tick(self) -> None:
        """Ends what has lasted long enough."""
        if self._down_until and self._world.clock.now_ms() >= self._down_until:
            self.mend_telegram()

    def to_json(self) -> dict[str, Any]:
        return {
            "down_until_ms": self._down_until or None,
            "duplicates": self._world.updates.copies > 1,
            "bot": self._machine.state,
        }
