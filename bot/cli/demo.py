"""The demo: the real bot, a simulated Telegram, and a page in the browser. Nothing is kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.cli.demo_bot import BotTask, demo_settings, make_token
from bot.cli.demo_folder import demo_folder
from bot.cli.demo_stored import Storage
from bot.refusal import Refusal
from simulator.http.server import Server
from simulator.page.cast import make_cast
from simulator.page.server import PageServer
from simulator.state.clock import SimulatedClock
from simulator.world import World


class PortTaken(Refusal):
    """Another program listens on this port, or the system forbids it."""

    def __init__(self, port: int) -> None:
        super().__init__(f"--port: the page cannot listen on {port}; choose another port, or 0 for any free one")


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
