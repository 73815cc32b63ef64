"""Does the real process open its port, take updates there, and close it in good order?"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import DRAIN_SECONDS
from simulator.state import faults
from tests.form import progress
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.processes import Deployment, kill_at_call, open_deployment, wait_for
from tests.scenarios.stage import HOOK, free_port


@asynccontextmanager
async def open_listening(folder: Path, **settings: str) -> AsyncIterator[Deployment]:
    """A process that Telegram brings updates to."""
    port = free_port()
    target = f"http://127.0.0.1:{port}"
    async with open_deployment(
        folder, webhook_target=target, is_first=False, WEBHOOK_URL=HOOK, PORT=str(port), **settings
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


def is_shut(deployed: Deployment) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", int(deployed.bot.environment["PORT"]))) != 0


@pytest.mark.parametrize("is_hooked", [True, False], ids=["webhook", "polling"])
async def test_sigterm_lets_nobody_in_and_finishes_what_is_in_hand(tmp_path: Path, is_hooked: bool) -> None:
    """The reply that is under way is said, its update acknowledged, the card that is being sent is sent once."""
    opened = open_listening(tmp_path) if is_hooked else open_deployment(tmp_path, PORT=str(free_port()))
    async with opened as deployed:
        stage, world = deployed.stage, deployed.stage.world
        await deployed.bot.start()
        guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
        await guest.agree()
        await other.fill_in()
        world.faults.script("sendMessage", faults.slow(1.2), chat=stage.group)
        world.faults.script("sendMessage", faults.slow(1.0), chat=guest.chat)
        await other.confirm()
        guest.user.write(AIGERIM.name)
        await world.until(lambda: stage.group.messages and progress("phone") in guest.chat.last.text)
        os.kill(deployed.bot.pid, signal.SIGTERM)
        await wait_for(lambda: is_shut(deployed))
        assert deployed.bot.alive
        assert await deployed.bot.end() == 0
        assert not world.updates.pending
        assert stage.query("SELECT count(*) FROM outbox WHERE kind = 'card'") == [(0,)]
        heard = len(guest.chat.history)
        await deployed.bot.start()
        assert await deployed.bot.stop() == 0
        assert len(guest.chat.history) == heard
        assert sum(message.by_bot for message in stage.group.history) == 1
        assert "Traceback" not in deployed.bot.said + deployed.bot.output


async def test_a_second_sigterm_hurries(tmp_path: Path) -> None:
    async with open_deployment(tmp_path) as deployed:
        await deployed.bot.start()
        guest, world = deployed.stage.guest(AIGERIM), deployed.stage.world
        await guest.agree()
        world.faults.script("sendMessage", faults.too_many_requests(60), chat=guest.chat)
        guest.user.write(AIGERIM.name)
        await world.until(lambda: any(call.status == 429 for call in world.calls))
        began = asyncio.get_running_loop().time()
        os.kill(deployed.bot.pid, signal.SIGTERM)
        await asyncio.sleep(0.3)  # a signal that comes at the same moment may be the same one
        assert deployed.bot.alive
        assert await deployed.bot.stop() == 0
        assert asyncio.get_running_loop().time() - began < DRAIN_SECONDS - 1
        assert "Traceback" not in deployed.bot.output


async def test_what_a_killed_process_has_not_acknowledged_counts_once(tmp_path: Path) -> None:
    async with open_listening(tmp_path) as deployed:
        stage, world = deployed.stage, deployed.stage.world
        await deployed.bot.start()
        guest = stage.guest(AIGERIM)
        await guest.fill_in()
        kill_at_call(deployed, "answerCallbackQuery")  # which leaves after the commit
        guest.user.tap(guest.text("button.confirm"))
        assert await deployed.bot.end() == -signal.SIGKILL
        assert world.updates.pending
        await deployed.bot.start()
        await world.until(lambda: not world.updates.pending and stage.group.messages)
        await world.until(lambda: stage.query("SELECT count(*) FROM outbox WHERE kind = 'card'") == [(0,)])
        assert await deployed.bot.stop() == 0
        assert stage.query("SELECT count(*) FROM leads") == [(1,)]
