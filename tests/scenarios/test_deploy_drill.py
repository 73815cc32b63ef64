"""The pages for a small server and the restore drill, played step by step: settings in a file, files beside them."""

from __future__ import annotations

import base64
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conventions.test_operator_pages import calls
from tests.databases import sqlite_only
from tests.people import AIGERIM, BIN, DANIYAR
from tests.postgres_server import new_schema
from tests.scenarios.processes import Deployment, open_deployment
from tests.scenarios.stage import TOKEN
from tests.scenarios.stopped import KEY, command

pytestmark = sqlite_only(reason="the pages for a small server, where everything is a file")

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path, is_first=True) as opened:
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


def environment_of_compose(secrets: Path, data: Path) -> dict[str, str]:
    """What compose.yaml gives the bot, with the folders of this test in the place of those in the container."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    block = re.search(r"\n  bot:\n.*?\n    environment:\n((?:      .*\n)+)", text, re.DOTALL)
    assert block
    given = dict(re.findall(r"^      ([A-Z_]+): (.*)$", block[1], re.MULTILINE))
    assert {"DATABASE_URL_FILE", "KEYSTORE_URL", "MASTER_KEY_FILE"} <= given.keys()
    moved = {name: value.strip('"').replace("/run/secrets", str(secrets)) for name, value in given.items()}
    here = {"HOST": "", "PORT": ""}  # a container has ports of its own
    return {name: value.replace("////data/", f"///{data}/") for name, value in moved.items()} | here


@pytest.mark.parametrize("page", ["authority", "requests"])
async def test_the_commands_of_a_page_do_what_it_says(deployed: Deployment, tmp_path: Path, page: str) -> None:
    """Each of them, with the reference of an application that there is."""
    await deployed.bot.start()
    reference = await deployed.stage.guest(AIGERIM).apply()
    await deployed.bot.stop()
    data = deployed.bot.cwd / "data"
    live = {"DATABASE_URL": f"sqlite:///{data / 'momu.db'}", "MASTER_KEY": "", "BOT_TOKEN": ""}
    text = (ROOT / "docs" / "operator" / f"{page}.md").read_text("utf-8")
    given = {"M-7K3F9Q": reference, "2026-11-20": "2026-01-31", "+7 …": DANIYAR.phone, "2027-03-31": "2099-03-31"}
    for example, real in given.items():
        text = text.replace(example, real)
    commands = [words for words in calls(text) if words[0] not in ("doctor", "rotate-key")]
    assert len(commands) >= 4
    for words in commands:
        named = {"--lead", "--phone", "--email"} & set(words) or words[0] in ("verify", "export")
        result = await command(tmp_path, *words, *([] if named else ["--lead", reference]), **live)
        assert result.exit_code == 0, (words, result.output)


async def test_with_postgresql_as_compose_and_a_platform_start_it(deployed: Deployment, tmp_path: Path) -> None:
    """Over a database of a real server. The settings in .env name a file as the database; compose's count.

    The step `release` of a Procfile comes before the first start, and later beside the running bot.
    """
    secrets, data = tmp_path / "secrets", tmp_path / "keys"
    secrets.mkdir()
    data.mkdir(mode=0o700)
    with new_schema() as schema:
        (secrets / "database_url").write_text(f"{schema.secret}\n")
        (secrets / "master_key").write_text(f"{base64.b64encode(KEY).decode()}\n")
        given = environment_of_compose(secrets, data)
        deployed.bot.environment |= given
        released = await command(tmp_path, "migrate", **given)
        assert (released.exit_code, released.stdout.split(";")[0]) == (0, "nothing is stored yet")
        await deployed.bot.start()
        reference = await deployed.stage.guest(AIGERIM).apply()
        card = await deployed.stage.card(reference)
        assert not (deployed.bot.cwd / "data").exists()
        # The nightly copy of the keys, as the page makes it.
        sqlite3.connect(data / "keys.db").execute("VACUUM INTO ?", [str(tmp_path / "copy.db")])
        assert sqlite3.connect(tmp_path / "copy.db").execute("SELECT count(*) FROM keys").fetchone()[0] >= 1
        await deployed.stage.guest(DANIYAR).apply()
        await deployed.bot.stop()
        released = await command(tmp_path, "migrate", **given)
        assert (released.exit_code, released.output.split()[-1]) == (0, "date")
        await deployed.bot.start()  # a new version is a restart
        released = await command(tmp_path, "migrate", **given)
        assert (released.exit_code, released.stdout.split(";")[0]) == (0, "the bot is running")
        looked = await command(tmp_path, "doctor", **given, BOT_TOKEN="")
        wrong = [line for line in looked.stdout.splitlines() if line.startswith("PROBLEM")]
        assert [line for line in wrong if "fsync is off" not in line] == []  # of the tests' own server it is
        deployed.stage.madina.tap("Жұмысқа алу", deployed.stage.group, card)
        await deployed.stage.world.until(lambda: AIGERIM.email in card.text)
        await deployed.bot.stop()
