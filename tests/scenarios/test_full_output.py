"""The disk that the output goes to is full: does the bot go on and end well, and does a command say so in a line?"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TextIO

import pytest

from tests.people import AIGERIM
from tests.scenarios.processes import BotProcess, Deployment, open_deployment

FULL = Path("/dev/full")
"""Linux's own: whatever is written there fails as on a full disk."""
CANNOT = "the output cannot be written: No space left on device"
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path) as opened:
        opened.bot.cwd.mkdir(parents=True)
        yield opened


@pytest.fixture
def full() -> Iterator[TextIO]:
    with FULL.open("w") as opened:
        yield opened


async def test_the_bot_takes_applications_and_ends_well(deployed: Deployment, full: TextIO) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        env=deployed.bot.environment,
        cwd=deployed.bot.cwd,
        stdout=full,
        stderr=full,
    )
    calls = deployed.stage.world.calls
    await deployed.stage.world.until(lambda: any(call.method == "deleteWebhook" for call in calls), timeout=120)
    reference = await deployed.stage.guest(AIGERIM).apply()
    await deployed.stage.card(reference)
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


@pytest.mark.parametrize("command", ["verify", "doctor", "purge --dry-run", "stats"])
async def test_a_command_that_cannot_say_anything_says_that_in_a_line(deployed: Deployment, command: str) -> None:
    await deployed.bot.start()
    await deployed.bot.stop()
    process = BotProcess(deployed.bot.folder / "command", deployed.bot.environment, command.split(), out=FULL)
    process.begin()
    assert (await process.end(), process.output.splitlines()[-1:]) == (1, [CANNOT])
    assert "Traceback" not in process.output


async def test_a_real_command_that_cannot_say_anything_says_that_in_a_line(deployed: Deployment, full: TextIO) -> None:
    """To its very end, at which Python flushes what is left."""
    await deployed.bot.start()
    await deployed.bot.stop()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "verify", env=deployed.bot.environment, cwd=deployed.bot.cwd,
        stdout=full, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, complained = await process.communicate()
    assert process.returncode == 1
    assert complained.decode().splitlines()[-1:] == [CANNOT]
    assert b"Traceback" not in complained
