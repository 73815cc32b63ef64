"""Does the real process open its port, take updates there, and close it in good order?"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.people import AIGERIM
from tests.scenarios.processes import Deployment, open_deployment
from tests.scenarios.stage import HOOK, free_port


@asynccontextmanager
async def open_listening(folder: Path, **settings: str) -> AsyncIterator[Deployment]:
    """A process that Telegram brings updates to."""
    port = free_port()
    async with open_deployment(
        folder, webhook_target=f"http://127.0.0.1:{port}", WEBHOOK_URL=HOOK, PORT=str(port), **settings
    ) as deployed:
        yield deployed


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])  # noqa: S104
async def test_a_port_that_is_taken_is_one_line(tmp_path: Path, host: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with open_deployment(tmp_path, PORT=str(port), HOST=host) as deployed:
            deployed.bot.begin()
            assert await deployed.bot.end() == 1
            [line] = [line for line in deployed.bot.output.splitlines() if " made " not in line]
            assert line.startswith(f"PORT: another program listens on {host}:{port} already")


async def test_an_address_of_another_machine_is_one_line(tmp_path: Path) -> None:
    async with open_deployment(tmp_path, PORT=str(free_port()), HOST="203.0.113.9") as deployed:
        deployed.bot.begin()
        assert await deployed.bot.end() == 1
        [line] = [line for line in deployed.bot.output.splitlines() if " made " not in line]
        assert line.startswith("HOST: ")


async def test_a_process_takes_updates_by_webhook_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    async with open_listening(tmp_path) as deployed:
        await deployed.bot.start()
        guest = deployed.stage.guest(AIGERIM)
        reference = await guest.apply()
        await deployed.stage.card(reference)
        assert await deployed.bot.stop() == 0
        world = deployed.stage.world
        assert world.webhook.url == HOOK
        guest.user.write("/my_data")
        await deployed.bot.start()
        await world.until(lambda: not world.updates.pending)
        assert await deployed.bot.stop() == 0
        output = deployed.bot.said + deployed.bot.output
        assert "Traceback" not in output
        assert world.webhook.secret_token
        assert world.webhook.secret_token not in output
