"""The demo prints one line, ends cleanly, and touches nothing around it."""

import asyncio
import signal
import socket
import stat
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.cli.demo import PortTaken, demo_settings, make_token, open_demo

ROOT = Path(__file__).parents[2]
EXIT_TIMEOUT_SECONDS = 60  # a busy machine needs some of them to import everything


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def start(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Runs the command as a newcomer does, amid misleading settings of another bot."""
    (folder / ".env").write_text("BOT_TOKEN=nonsense\nSTAFF_CHAT_ID=nonsense\n")
    surroundings = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"),
        "BOT_TOKEN": "987654321:AAstray-token-of-a-real-bot-000000", "DATABASE_URL": "sqlite:///stray.db",
        "MASTER_KEY_FILE": "/nowhere", "OPERATOR_NAME": "STRAY",
    }  # fmt: skip
    (folder / "tmp").mkdir()
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "bot", "demo", *arguments)
    return await asyncio.create_subprocess_exec(*command, cwd=folder, env=surroundings, stdout=pipe, stderr=pipe)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
async def test_it_prints_one_address_ends_well_and_leaves_nothing(tmp_path: Path, end: signal.Signals) -> None:
    process = await start(tmp_path, "--port", "0")
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    async with ClientSession() as session, session.get(f"{url}demo/events") as stream:
        assert "snapshot" in (await stream.content.readuntil(b"\n\n")).decode()
        (folder,) = (tmp_path / "tmp").iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        process.send_signal(end)
        out, err = await asyncio.wait_for(process.communicate(), EXIT_TIMEOUT_SECONDS)
    assert (process.returncode, out, err) == (0, b"", b"")
    assert names(tmp_path / "tmp") == []
    assert names(tmp_path) == [".env", "tmp"]


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
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = await start(tmp_path, "--port", str(other.getsockname()[1]))
        out, _ = await asyncio.wait_for(process.communicate(), EXIT_TIMEOUT_SECONDS)
    assert process.returncode != 0
    assert out == b""
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
