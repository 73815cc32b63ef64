"""Bots of other libraries work with the simulator unchanged. Each runs as a process that knows only the address.

The bots are in tests/simulator/foreign/ and all answer alike. A person sends each of them a start, a text, a press, an
edit and a file.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulator.actors.user import User
from simulator.http.server import Server
from simulator.world import World
from tests.simulator.conftest import TOKEN

FOREIGN = Path(__file__).parent / "foreign"
STEP_TIMEOUT_SECONDS = 30.0  # four processes may be starting on two cores
_WITHOUT_NODE = not (shutil.which("node") and (FOREIGN / "node_modules").is_dir())
# Continuous integration skips nothing: there a missing node is a failure.
_IN_CI = "CI" in os.environ  # noqa: TID251

javascript = pytest.mark.skipif(
    _WITHOUT_NODE and not _IN_CI, reason="needs node and npm (`make test` then installs the libraries)"
)


@asynccontextmanager
async def _running(name: str, server: Server, output: Path) -> AsyncIterator[Process]:
    program = "node" if name.endswith("cjs") else sys.executable
    environment = {"PATH": os.environ["PATH"], "API_URL": server.url, "BOT_TOKEN": TOKEN}  # noqa: TID251
    with output.open("w") as written:
        process = await asyncio.create_subprocess_exec(
            program, str(FOREIGN / name), env=environment, cwd=FOREIGN, stdout=written, stderr=STDOUT
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _talk(world: World, user: User) -> None:
    """Every step waits for the answer to the one before; at the end nothing has been refused."""
    chat = user.chat
    user.start()
    await world.until(
        lambda: chat.last.html == "Hello, <b>Дана</b>" and chat.last.labels == ["Count"], STEP_TIMEOUT_SECONDS
    )
    hello = chat.last
    for presses in (1, 2):
        query = user.tap("Count", message=hello)
        await world.until(lambda: query.answer and hello.text == f"Pressed {presses}", STEP_TIMEOUT_SECONDS)  # noqa: B023
        assert query.answer
        assert (query.answer.text, hello.labels) == ("Counted", ["Count"])
    said = user.write("Сәлем мен қош")
    await world.until(
        lambda: (chat.last.text, chat.last.reply_to) == ("You wrote: Сәлем мен қош", said), STEP_TIMEOUT_SECONDS
    )
    user.edit(said, "Қайырлы күн")
    await world.until(
        lambda: (chat.last.text, chat.last.reply_to) == ("You changed it to: Қайырлы күн", said), STEP_TIMEOUT_SECONDS
    )
    user.send_document(name="letter.txt", content=b"abc")
    await world.until(lambda: chat.last.document and chat.last.by_bot, STEP_TIMEOUT_SECONDS)
    document = chat.last.document
    assert document
    assert (document.file_name, document.content, chat.last.text) == ("back.txt", b"cba", "3 bytes")
    assert world.commands() == [("start", "Begin")]
    assert [call for call in world.calls if call.status != 200] == []


@pytest.mark.parametrize(
    "name",
    [
        "python_telegram_bot.py",
        "telebot_sync.py",
        "telebot_async.py",
        pytest.param("grammy.cjs", marks=javascript),
        pytest.param("telegraf.cjs", marks=javascript),
    ],
)
async def test_bot_of_another_library_plays_unchanged(server: Server, world: World, tmp_path: Path, name: str) -> None:
    output = tmp_path / "output"
    async with _running(name, server, output) as process:
        talk = asyncio.create_task(_talk(world, world.user("Дана")))
        end = asyncio.create_task(process.wait())
        await asyncio.wait({talk, end}, return_when=asyncio.FIRST_COMPLETED)
        if not talk.done():
            talk.cancel()
            pytest.fail(f"{name} ended: {output.read_text('utf-8')[-2000:]}")
        end.cancel()
        await talk
