"""The demo: the real bot, a simulated Telegram, and a page in the browser. Nothing is kept."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import open_app
from bot.cli.demo_folder import demo_folder
from bot.config.settings import Settings, load_settings
from bot.domain.time import Moment
from bot.machine import Machine, system_thread
from bot.refusal import Refusal
from simulator.http.server import Server
from simulator.page.cast import make_cast
from simulator.page.server import PageServer
from simulator.page.stored import Folder
from simulator.state.clock import SimulatedClock
from simulator.world import World

log = logging.getLogger(__name__)
INVENTED_BIN = "263440000014"
"""Of nobody: no organisation was registered in a 34th month."""
SWEEP_MS = 1_000  # short, so that a leap of the page's clock takes effect at once
NAMES_NOBODY = (
    "ledger", "proof", "receipt", "erasure", "disclosure", "tombstone", "seen_update", "daily_count", "consent_text",
)  # fmt: skip
"""Parts of the names of tables that name nobody, and may keep rows after an erasure."""
ABOUT_THE_BOT = ("secret", "schema", "migration", "setting", "sweep", "staff_group", "chat_move", "announcement")
PEOPLE = "persons"


class PortTaken(Refusal):
    """Another program listens on this port, or the system forbids it."""

    def __init__(self, port: int) -> None:
        super().__init__(f"--port: the page cannot listen on {port}; choose another port, or 0 for any free one")


class BotTask:
    """The bot as a task, which can be stopped and started again on the same data."""

    def __init__(self, settings: Settings, clock: SimulatedClock) -> None:
        self._settings = settings
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._crashed = False
        self._opened = asyncio.Event()
        self._turn = asyncio.Lock()

    @property
    def state(self) -> str:
        if self._task and not self._task.done():
            return "running"
        return "crashed" if self._crashed else "stopped"

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

    async def _run(self) -> None:
        """A crash ends the bot, not the demo: it is logged and shown on the page."""
        try:
            async with open_app(
                self._settings, Machine(lambda: Moment(self._clock.now_ms()), self._clock.monotonic)
            ) as bot:
                self._opened.set()
                await bot.run()
        except Exception:
            self._crashed = True
            log.exception("the bot has crashed; the page can start it again")
        finally:
            self._opened.set()


async def run_demo(port: int) -> None:
    """Run until cancelled. Raises PortTaken."""
    async with open_demo(port) as page:
        sys.stdout.write(f"{page.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


@asynccontextmanager
async def open_demo(port: int) -> AsyncIterator[PageServer]:
    """The page with a running bot behind it. Raises PortTaken."""
    world = World(make_token(), SimulatedClock())
    cast = make_cast(world)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(demo_folder())
        telegram = await stack.enter_async_context(Server(world))
        bot = BotTask(demo_settings(world.token, telegram.url, cast.group.id, folder), world.clock)
        page = PageServer(cast, bot, Storage(folder).now, port)
        try:
            await stack.enter_async_context(page)
        except OSError:
            raise PortTaken(port) from None
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield page


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
        "sweep_interval": SWEEP_MS,
    }
    return load_settings(need_token=True, _env_file=None, **(defaults | chosen))


class Storage:
    """What the bot has stored on disk, in the format of the page."""

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder, kind_of)
        self._ever = False

    async def now(self) -> dict[str, Any]:
        found = await system_thread(self._folder.look)
        rows = sum(table["count"] for table in found["tables"] if table["kind"] == "person")
        persons = sum(table["count"] for table in found["tables"] if table["name"] == PEOPLE)
        self._ever = self._ever or rows > 0
        state = "some" if rows else "again" if self._ever else "never"
        return found | {"state": state, "rows": rows, "persons": persons}


def kind_of(table: str) -> str:
    """A table is about persons unless its name says otherwise, so a new table is never overlooked."""
    if any(word in table for word in NAMES_NOBODY):
        return "anonymous"
    return "bot" if any(word in table for word in ABOUT_THE_BOT) else "person"
