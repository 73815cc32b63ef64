"""The demo prints one line, ends cleanly, and touches nothing around it."""

import asyncio
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.cli.demo import PortTaken, open_demo
from bot.cli.demo_bot import demo_settings, make_token
from tests.scenarios.processes import BotProcess, wait_for

ROOT = Path(__file__).parents[2]
EXIT_TIMEOUT_SECONDS = 60  # a busy machine needs some of them to import everything


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def amid_misleading_settings(folder: Path) -> list[str]:
    """Makes a working directory with settings of another bot; the names in it."""
    folder.mkdir()
    (folder / ".env").write_text("BOT_TOKEN=nonsense\nSTAFF_CHAT_ID=nonsense\n")
    return [".env"]


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a newcomer who runs another bot too."""
    (folder / "tmp").mkdir()
    return {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"),
        "BOT_TOKEN": "987654321:AAstray-token-of-a-real-bot-000000", "DATABASE_URL": "sqlite:///stray.db",
        "MASTER_KEY_FILE": "/nowhere", "OPERATOR_NAME": "STRAY",
    }  # fmt: skip


@asynccontextmanager
async def looked_at(url: str, root: Path) -> AsyncIterator[None]:
    """Somebody has the page open; what is stored can be read by its owner alone."""
    async with ClientSession() as session, session.get(f"{url}demo/events") as stream:
        assert "snapshot" in (await stream.content.readuntil(b"\n\n")).decode()
        (folder,) = (root / "tmp").iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        yield


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
async def test_it_prints_one_address_ends_well_and_leaves_nothing(tmp_path: Path, end: signal.Signals) -> None:
    process = BotProcess(tmp_path, surroundings(tmp_path), ["demo", "--port", "0"])
    around = amid_misleading_settings(process.cwd)
    process.begin()
    await wait_for(lambda: "\n" in process.output or not process.alive)
    url = process.output
    async with looked_at(url.strip(), tmp_path):
        os.kill(process.pid, end)
        assert (await process.end(), process.output) == (0, url)
    assert (names(tmp_path / "tmp"), names(process.cwd)) == ([], around)


async def test_the_real_command_prints_one_address_ends_well_and_leaves_nothing(tmp_path: Path) -> None:
    """As a newcomer starts it, and ends it with Ctrl+C."""
    around = amid_misleading_settings(tmp_path / "cwd")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", cwd=tmp_path / "cwd", env=surroundings(tmp_path),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with looked_at((await process.stdout.readline()).decode().strip(), tmp_path):
        process.send_signal(signal.SIGINT)
        out, err = await asyncio.wait_for(process.communicate(), EXIT_TIMEOUT_SECONDS)
    assert (process.returncode, out, err) == (0, b"", b"")
    assert (names(tmp_path / "tmp"), names(tmp_path / "cwd")) == ([], around)


async def test_it_listens_on_this_computer_only() -> None:
    async with open_demo(0) as page:
        assert page.url.startswith("http://127.0.0.1:")
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.2", page.port)


async def test_a_taken_port_raises_an_error() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTaken):
            async with open_demo(other.getsockname()[1]):
                pass


async def test_a_taken_port_ends_the_command(tmp_path: Path) -> None:
    process = BotProcess(tmp_path, surroundings(tmp_path), ["demo"])
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process.words = ["demo", "--port", str(other.getsockname()[1])]
        process.begin()
        assert await process.end() != 0
    assert process.out.read_bytes() == b""
    assert names(tmp_path / "tmp") == []


def test_environment_and_files_do_not_change_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("STAFF_TOPIC_ID=5\nOPERATOR_NAME=STRAY\n")
    for name in ("BOT_TOKEN", "MASTER_KEY", "KEYSTORE_URL", "PRIVACY_POLICY_URL", "OPERATOR_NAME", "MASTER_KEY_FILE"):
        monkeypatch.setenv(name, "stray")
    token = make_token()
    settings = demo_settings(token, "http://127.0.0.1:1", -100, tmp_path / "data")
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == token
    assert "STRAY" not in repr(settings).upper()
    assert settings.master_key is None
    assert settings.staff_topic_id is None
    assert settings.keystore_url is None
