"""What goes wrong on purpose on the demo page."""

from __future__ import annotations

from typing import Any, Protocol

from simulator.state import faults
from simulator.state.faults import EVERY_METHOD
from simulator.world import World

OUTAGE_MS = 60_000


class BotProcess(Protocol):
    """What the page may do with the bot's process; `state` is running, stopped or crashed."""

    @property
    def state(self) -> str: ...
    @property
    def policy_version(self) -> str: ...
    @property
    def group_is_set(self) -> bool:
        """Whether its settings name the staff group."""

    @property
    def connect_code(self) -> str | None:
        """What connects a group; None while the bot has one, and while it does not run."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def publish_policy(self) -> None:
        """Starts it again with a new version of the privacy policy."""

    @property
    def contacts_to_one(self) -> bool:
        """Whether only the colleague who took an application sees its contacts."""

    async def show_contacts_to_one(self, on: bool) -> None:
        """Starts it again with this setting."""

    async def unset_group(self) -> None:
        """Starts it again without a staff group in its settings."""


class Trouble:
    """Telegram's outage, repeated updates, and starts and stops of the bot."""

    def __init__(self, world: World, bot: BotProcess) -> None:
        self._world = world
        self.bot = bot
        self._down_until = 0

    def break_telegram(self) -> None:
        """Makes every call of the bot fail for a minute of simulated time."""
        self._world.faults.sometimes(EVERY_METHOD, faults.server_error("html"), 1.0)
        self._down_until = self._world.clock.now_ms() + OUTAGE_MS

    def mend_telegram(self) -> None:
        self._world.faults.clear()
        self._down_until = 0

    def duplicate(self, on: bool) -> None:
        self._world.updates.copies = 2 if on else 1

    async def drive(self, what: str) -> None:
        """`what` is stop, start or restart; the bot's data stays."""
        if what in ("stop", "restart"):
            await self.bot.stop()
        if what in ("start", "restart"):
            await self.bot.start()

    def tick(self) -> None:
        """Ends an outage whose time is over."""
        if self._down_until and self._world.clock.now_ms() >= self._down_until:
            self.mend_telegram()

    def to_json(self) -> dict[str, Any]:
        return {
            "down_until_ms": self._down_until or None,
            "duplicates": self._world.updates.copies > 1,
            "bot": self.bot.state,
            "contacts_to_one": self.bot.contacts_to_one,
            "group_is_set": self.bot.group_is_set,
        }
