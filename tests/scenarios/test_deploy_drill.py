"""The pages for a small server and the restore drill, played step by step: settings in a file, files beside them."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.people import AIGERIM, BIN, DANIYAR
from tests.scenarios.processes import Deployment, open_deployment
from tests.scenarios.stage import TOKEN
from tests.scenarios.stopped import command

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path) as opened:
        fill_in(opened)
        yield opened


def fill_in(deployed: Deployment) -> None:
    """Copy .env.example to where the service runs, and fill it in; the environment holds nothing of the bot."""
    text = EXAMPLE.read_text("utf-8")
    filled = {
        "BOT_TOKEN": TOKEN,
        "OPERATOR_BIN": BIN,
        "TELEGRAM_API_URL": deployed.stage.server.url,
        "STAFF_CHAT_ID": str(deployed.stage.group.id),
        "SWEEP_INTERVAL": "1s",
        "DISK_STAYS": "yes",
    }
    for name, value in filled.items():
        text, number = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert number == 1
    deployed.bot.cwd.mkdir(parents=True)
    (deployed.bot.cwd / ".env").write_text(text)
    deployed.bot.environment.clear()


async def test_install_back_up_try_a_restore_and_move_to_a_new_server(deployed: Deployment, tmp_path: Path) -> None:
    # Install: the first start makes the files beside .env, for their owner alone.
    await deployed.bot.start()
    data = deployed.bot.cwd / "data"
    assert {"momu.db", "keys.db", "master.key"} <= {path.name for path in data.iterdir()}
    kept, gone = deployed.stage.guest(AIGERIM), deployed.stage.guest(DANIYAR)
    reference = await kept.apply()
    card = await deployed.stage.card(reference)
    await deployed.stage.card(await gone.apply())

    # The nightly backup, beside the running bot. Somebody is erased afterwards.
    key = (data / "master.key").read_text().strip()
    live = {"DATABASE_URL": f"sqlite:///{data / 'momu.db'}", "MASTER_KEY": "", "BOT_TOKEN": ""}
    shelf = tmp_path / "shelf"
    assert (await command(tmp_path, "backup", shelf, **live)).exit_code == 0
    await gone.forget()
    [backup] = shelf.iterdir()

    # The restore drill: a folder of its own, the newest file of erasures, the key from the safe. The bot goes on.
    drill = tmp_path / "drill"
    drill.mkdir(mode=0o700)
    shutil.copy(data / "erasures.log", drill)
    there = {"DATABASE_URL": f"sqlite:///{drill / 'momu.db'}", "MASTER_KEY": key, "BOT_TOKEN": ""}
    restored = await command(tmp_path, "restore", backup, **there)
    assert "persons: 1" in restored.stdout
    assert restored.stdout.count("erased again: ") == 1
    assert "the ledger is whole" in (await command(tmp_path, "verify", **there)).stdout
    assert reference in (await command(tmp_path, "purge", "--dry-run", **there)).stdout
    looked = await command(tmp_path, "doctor", **there)
    assert (looked.exit_code, "PROBLEM" in looked.stdout) == (0, False)
    assert deployed.bot.alive

    # In earnest: the server is gone. Key and file of erasures are put into a new folder, and the bot starts on it.
    await deployed.bot.stop()
    saved = (data / "erasures.log").read_bytes()
    shutil.rmtree(data)
    data.mkdir(mode=0o700)
    (data / "erasures.log").write_bytes(saved)
    (data / "master.key").write_text(f"{key}\n")
    (data / "master.key").chmod(0o600)
    again = await command(tmp_path, "restore", backup, **live)
    assert again.exit_code == 0, again.output
    await deployed.bot.start()
    deployed.stage.madina.tap("Жұмысқа алу", deployed.stage.group, card)
    await deployed.stage.world.until(lambda: AIGERIM.email in card.text)
