"""The bot of the demo: as a task of this process, with every setting given."""

from __future__ import annotations

import asyncio
import logging
import secrets
from pathlib import Path
from typing import Any

from bot.app import App, open_app
from bot.config.settings import Settings, load_settings
from bot.domain.lead import StaffCard
from bot.domain.time import Moment
from bot.domain.wall_clock import local
from bot.machine import Machine
from bot.refusal import REFUSALS, explain
from simulator.page.leaps import ZONE
from simulator.state.clock import SimulatedClock

log = logging.getLogger(__name__)
INVENTED_BIN = "263440000014"
"""Of nobody: no organisation was registered in a 34th month."""
POLICY_DATE = "2026-01-31"
SWEEP_MS = 1_000  # short, so that a leap of the page's clock takes effect at once


class BotTask:
    """The bot as a task, which can be stopped and started again on the same data."""

    def __init__(self, settings: Settings, clock: SimulatedClock) -> None:
        self._settings = settings
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._app: App | None = None
        self._crashed = False
        self._opened = asyncio.Event()
        self._turn = asyncio.Lock()

    @property
    def state(self) -> str:
        if self._task and not self._task.done():
            return "running"
        return "crashed" if self._crashed else "stopped"

    @property
    def policy_version(self) -> str:
        return self._settings.privacy_policy_version

    @property
    def group_is_set(self) -> bool:
        """Whether the settings name the staff group."""
        return self._settings.staff_chat_id is not None

    @property
    def connect_code(self) -> str | None:
        """What the log of a bot without a staff group asks to be sent there; None while there is a group."""
        return self._app.connect_code if self._app else None

    async def start(self) -> None:
        async with self._turn:
            if self.state != "running":
                self._crashed = False
                self._opened.clear()
                self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop the bot, and wait until the database is closed."""
        async with self._turn:
            if self._task:
                await self._opened.wait()
                self._task.cancel()
                await asyncio.wait([self._task])

    async def publish_policy(self) -> None:
        """Start it again with the next version of the privacy policy, of today."""
        version = int(self.policy_version) + 1
        today = local(Moment(self._clock.now_ms()), ZONE).date().isoformat()
        await self._set(privacy_policy_version=str(version), privacy_policy_date=today)

    async def unset_group(self) -> None:
        """Start it again without a staff group in the settings."""
        await self._set(staff_chat_id=None)

    @property
    def contacts_to_one(self) -> bool:
        return self._settings.staff_card is StaffCard.PRIVATE

    async def show_contacts_to_one(self, on: bool) -> None:
        """Start it again; contacts of the cards taken from then on are seen by one colleague, or by the group."""
        await self._set(staff_card=StaffCard.PRIVATE if on else StaffCard.CLAIM)

    async def _set(self, **changed: object) -> None:
        self._settings = self._settings.model_copy(update=changed)
        await self.stop()
        await self.start()

    async def _run(self) -> None:
        """A crash ends the bot, not the demo: it is logged and shown on the page."""
        machine = Machine(lambda: Moment(self._clock.now_ms()), self._clock.monotonic)
        try:
            async with open_app(self._settings, machine) as self._app:
                self._opened.set()
                await self._app.run()
        except REFUSALS as refusal:
            self._crashed = True
            log.error("the bot does not run: %s", explain(refusal))
        except Exception:
            self._crashed = True
            log.exception("the bot has crashed; the page can start it again")
        finally:
            self._app = None
            self._opened.set()


def make_token() -> str:
    """A random token, which only this simulator knows."""
    return f"{7_000_000_000 + secrets.randbelow(10**9)}:{secrets.token_urlsafe(26)}"


def demo_settings(token: str, telegram_url: str, group_id: int, folder: Path) -> Settings:
    """Give every setting, so that neither the environment nor a .env file is read."""
    defaults = {name: field.get_default(call_default_factory=True) for name, field in Settings.model_fields.items()}
    chosen: dict[str, Any] = {
        "bot_token": token,
        "operator_bin": INVENTED_BIN,
        "telegram_api_url": telegram_url,
        "staff_chat_id": group_id,
        "database_url": folder / "momu.db",
        "privacy_policy_date": POLICY_DATE,
        "sweep_interval": SWEEP_MS,
    }
    return load_settings(need_token=True, _env_file=None, **(defaults | chosen))
