"""How does the process begin, refuse and end? Real processes, seen from outside only."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config.master_key import find_master_key
from bot.config.settings import load_settings
from simulator.state import faults
from tests.databases import ON_POSTGRES, execute, sqlite_only
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import fingerprints, rows, shows
from tests.scenarios.processes import BotProcess, Deployment, open_deployment, settle_in, wait_for
from tests.scenarios.stage import TOKEN
from tests.scenarios.test_old_zones import place_old_zones

FILES = {"keys.db", "keys.db-wal", "master.key", *(() if ON_POSTGRES else ("momu.db", "momu.db-wal"))}
OTHER_KEY = base64.b64encode(b"k" * 32).decode()
WRONG = {
    "BOT_TOKEN": "secret-but-no-token",
    "TELEGRAM_API_URL": "ftp://secret.example",
    "STAFF_CHAT_ID": "secret group",
    "STAFF_TOPIC_ID": "-7777",
    "STAFF_CARD": "secretly",
    "WEBHOOK_URL": "http://secret.example",
    "WEBHOOK_SECRET": "secret",
    "HOST": "secret:7777",
    "PORT": "777777",
    "DATABASE_URL": "mysql://secret",
    "KEYSTORE_URL": "secret.db",
    "MASTER_KEY": "c2VjcmV0",
    "PRIVACY_POLICY_URL": "secret",
    "PRIVACY_POLICY_DATE": "secret day",
    "OPERATOR_BIN": "777secret777",
    "OPERATOR_EMAIL": "secret",
    "DEFAULT_LANGUAGE": "secretish",
    "TIMEZONE": "Secret/City",
    "DRAFT_TTL": "7777",
    "RETENTION_OPEN": "secret",
    "RETENTION_CLOSED": "-7777d",
    "SWEEP_INTERVAL": "0s",
    "LOG_LEVEL": "SECRET",
    "LOG_FORMAT": "secret",
}


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path, is_first=True) as opened:
        yield opened


async def refusal(bot: BotProcess) -> tuple[int, list[str]]:
    """The exit code and what was said, by a process that should not have stayed."""
    bot.begin()
    code = await bot.end()
    return code, bot.output.strip().splitlines()


def beside(deployed: Deployment, **settings: str) -> BotProcess:
    """Another process with the same settings, but for these."""
    return BotProcess(deployed.bot.folder / "beside", deployed.bot.environment | settings)


async def test_every_wrong_setting_is_named_at_once_and_no_value_is_printed(deployed: Deployment) -> None:
    deployed.bot.environment |= WRONG
    code, lines = await refusal(deployed.bot)
    assert code == 2
    assert sorted(line.split(":")[0] for line in lines) == sorted(WRONG)
    assert all(len(line) > len(line.split(":")[0]) + 10 for line in lines)
    for value in ("secret", "7777", "c2VjcmV0", "777"):
        assert value not in "\n".join(lines).lower().replace("123456789", "").replace("webhook_secret", "")
    assert deployed.stage.folder.exists() == ON_POSTGRES  # where the test has put the keys


@pytest.mark.parametrize("name", ["BOT_TOKEN", "OPERATOR_BIN"])
async def test_what_is_required_is_asked_for_even_if_nothing_else_is_wrong(deployed: Deployment, name: str) -> None:
    del deployed.bot.environment[name]
    code, lines = await refusal(deployed.bot)
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith(f"{name}: ")


async def test_a_policy_without_a_date_is_warned_of_and_the_bot_runs(deployed: Deployment) -> None:
    await deployed.bot.start()
    await deployed.bot.stop()
    assert "PRIVACY_POLICY_DATE" not in deployed.bot.output
    del deployed.bot.environment["PRIVACY_POLICY_DATE"]
    await deployed.bot.start()
    (line,) = [line for line in deployed.bot.output.splitlines() if "PRIVACY_POLICY_DATE" in line]
    assert "WARNING" in line
    await deployed.bot.stop()


@pytest.mark.parametrize("chat", ["0", "77777"], ids=["zero", "a person"])
async def test_contacts_are_never_sent_to_a_chat_that_is_no_group(deployed: Deployment, chat: str) -> None:
    deployed.bot.environment["STAFF_CHAT_ID"] = chat
    deployed.bot.begin()
    await wait_for(lambda: not deployed.bot.alive or "ready" in deployed.bot.output)
    assert not deployed.bot.alive
    assert await deployed.bot.end() == 2


async def test_a_wrong_token_is_one_clear_line(deployed: Deployment) -> None:
    deployed.bot.environment["BOT_TOKEN"] = TOKEN.replace("AA", "BB")
    code, (*before, line) = await refusal(deployed.bot)
    assert code == 1
    assert [" made " in one for one in before] == ([] if ON_POSTGRES else [True])  # the files of the first run
    assert "BOT_TOKEN" in line
    assert "BB" not in line


def work_done(pid: int) -> float:
    """Seconds of the processor that a process has used, in its own code and in the system's (man 5 proc)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_the_real_command_lives_and_ends_as_it_should(deployed: Deployment) -> None:
    """`python -m bot run` itself under nohup: a token from a file, umask 022, somewhere else, on a machine with old
    time zones; the terminal is closed, then SIGTERM in the middle of polling.

    The first update is answered after three seconds of work: of the processor, so whatever else the machine does.
    """
    token = deployed.bot.folder / "token"
    token.write_text(TOKEN + "\n", "ascii")
    first = deployed.stage.guest(DANIYAR)
    first.user.start()
    deployed.bot.cwd.mkdir()
    settings = {name: value for name, value in deployed.bot.environment.items() if name != "BOT_TOKEN"}
    settings |= {"BOT_TOKEN_FILE": str(token), "PATH": os.defpath, "PYTHONTZPATH": str(place_old_zones(token.parent))}
    process = await asyncio.create_subprocess_exec(
        "nohup", sys.executable, "-m", "bot", "run", env=settings,
        cwd=deployed.bot.cwd, umask=0o022, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    await deployed.stage.world.until(lambda: first.chat.last.by_bot, timeout=30)
    assert work_done(process.pid) < 3
    process.send_signal(signal.SIGHUP)
    reference = await deployed.stage.guest(AIGERIM).apply()
    await deployed.stage.card(reference)
    began = asyncio.get_running_loop().time()
    process.send_signal(signal.SIGTERM)
    output, _ = await process.communicate()
    assert process.returncode == 0
    assert asyncio.get_running_loop().time() - began < 3
    assert b"Traceback" not in output
    assert TOKEN.encode() not in output
    if not ON_POSTGRES:  # where the key and the keystore were made before
        [made] = [line for line in output.decode().splitlines() if " made " in line]
        assert f"made {deployed.stage.folder / 'momu.db'}, " in made
        assert f"{deployed.stage.folder / 'master.key'} (keep a copy of it elsewhere" in made
    assert all(b"+05:00 " in line for line in output.splitlines() if b" bot." in line)
    assert stat.S_IMODE(deployed.stage.folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in deployed.stage.folder.iterdir()}
    assert modes.keys() >= {name for name in FILES if not name.endswith("-wal")}
    assert set(modes.values()) == {0o600}
    assert list(deployed.bot.cwd.iterdir()) == []


async def test_files_are_private_while_the_bot_runs_and_nothing_lies_in_the_working_directory(
    deployed: Deployment,
) -> None:
    await deployed.bot.start()
    await deployed.stage.guest(AIGERIM).apply()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in deployed.stage.folder.rglob("*")}
    assert modes.keys() >= FILES
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(deployed.stage.folder.stat().st_mode) == 0o700
    assert list(deployed.bot.cwd.iterdir()) == []


async def test_a_second_process_is_refused_while_the_first_goes_on(deployed: Deployment) -> None:
    await deployed.bot.start()
    second = beside(deployed)
    code, lines = await refusal(second)
    assert (code, len(lines)) == (1, 1)
    assert "another process" in lines[0]
    reference = await deployed.stage.guest(AIGERIM).apply()
    await deployed.stage.card(reference)
    assert await deployed.bot.stop() == 0


async def test_after_a_violent_end_nothing_is_locked(deployed: Deployment) -> None:
    await deployed.bot.start()
    deployed.bot.kill()
    assert await deployed.bot.end() == -signal.SIGKILL
    await deployed.bot.start()
    assert await deployed.bot.stop() == 0


async def test_sigterm_waits_for_replies_under_way_but_not_long(deployed: Deployment) -> None:
    await deployed.bot.start()
    guest = deployed.stage.guest(AIGERIM)
    await guest.agree()
    deployed.stage.world.faults.script("sendMessage", faults.too_many_requests(60), chat=guest.chat)
    guest.user.write(AIGERIM.name)
    await deployed.stage.world.until(lambda: any(call.status == 429 for call in deployed.stage.world.calls))
    began = asyncio.get_running_loop().time()
    assert await deployed.bot.stop() == 0
    assert asyncio.get_running_loop().time() - began < 8
    assert "Traceback" not in deployed.bot.output


async def test_sigterm_while_telegram_is_away_ends_at_once(deployed: Deployment) -> None:
    deployed.bot.environment["TELEGRAM_API_URL"] = "http://127.0.0.1:9"
    deployed.bot.begin()
    await wait_for(lambda: "cannot be reached" in deployed.bot.output)
    began = asyncio.get_running_loop().time()
    assert await deployed.bot.stop() == 0
    assert asyncio.get_running_loop().time() - began < 3
    assert "Traceback" not in deployed.bot.output


async def with_one_lead(deployed: Deployment) -> str:
    settle_in(deployed.stage)
    await deployed.bot.start()
    reference = await deployed.stage.guest(AIGERIM).apply()
    await deployed.stage.card(reference)
    assert await deployed.bot.stop() == 0
    return reference


async def is_refused_for(deployed: Deployment, what: str) -> None:
    before = fingerprints(deployed.stage.folder)
    code, lines = await refusal(deployed.bot)
    assert (code, len(lines)) == (1, 1), lines
    assert what in lines[0]
    assert OTHER_KEY not in lines[0]
    assert fingerprints(deployed.stage.folder) == before


@sqlite_only(reason="on a server the key is in the environment, not in a file")
async def test_a_lost_or_wrong_master_key_is_one_line_and_nothing_is_overwritten(deployed: Deployment) -> None:
    await with_one_lead(deployed)
    file = deployed.stage.folder / "master.key"
    key = file.read_bytes()
    file.unlink()
    await is_refused_for(deployed, "MASTER_KEY")
    deployed.bot.environment["MASTER_KEY"] = OTHER_KEY
    await is_refused_for(deployed, "MASTER_KEY")
    del deployed.bot.environment["MASTER_KEY"]
    for wrong in (b"", b"no key", OTHER_KEY.encode()):
        file.write_bytes(wrong)
        await is_refused_for(deployed, "MASTER_KEY")
    deployed.bot.environment["MASTER_KEY"] = key.decode().strip()
    await deployed.bot.start()
    deployed.stage.madina.tap("Жұмысқа алу", chat=deployed.stage.group)
    await deployed.stage.card(AIGERIM.email)


async def test_a_lost_keystore_is_not_replaced_by_an_empty_one(deployed: Deployment) -> None:
    """The database holds people; without their keys every lead is lost, and nobody would notice."""
    await with_one_lead(deployed)
    for path in deployed.stage.folder.glob("keys.db*"):
        path.rename(deployed.bot.folder / path.name)
    deployed.bot.begin()
    await wait_for(lambda: not deployed.bot.alive or "ready" in deployed.bot.output)
    assert not deployed.bot.alive
    assert not (deployed.stage.folder / "keys.db").exists()


@sqlite_only(reason="the file of the database is moved away")
async def test_a_keystore_is_not_emptied_because_its_database_is_missing(deployed: Deployment) -> None:
    """The volume was not mounted, or DATABASE_URL mistyped: the real database comes back, and has to open."""
    await with_one_lead(deployed)
    aside = deployed.bot.folder / "aside"
    aside.mkdir()
    for path in deployed.stage.folder.glob("momu.db*"):
        path.rename(aside / path.name)
    deployed.bot.begin()
    await wait_for(lambda: not deployed.bot.alive or "ready" in deployed.bot.output)
    if deployed.bot.alive:
        await deployed.bot.stop()
    for path in deployed.stage.folder.glob("momu.db*"):
        path.unlink()
    for path in aside.iterdir():
        path.rename(deployed.stage.folder / path.name)
    await deployed.bot.start()
    deployed.stage.madina.tap("Жұмысқа алу", chat=deployed.stage.group)
    await deployed.stage.world.until(lambda: shows(deployed.stage.group.last, AIGERIM), timeout=2)


def test_two_first_starts_at_once_agree_on_the_master_key(tmp_path: Path) -> None:
    """The key is made before the lock is taken: the slower process must not replace the key of the faster one."""
    settings = load_settings(need_token=False, _env_file=None, database_url=tmp_path / "data" / "momu.db")
    faster = []

    def overtaken(count: int) -> bytes:
        faster.append(find_master_key(settings, os.urandom))
        return os.urandom(count)

    slower = find_master_key(settings, overtaken)
    assert base64.b64decode(settings.master_key_file.read_bytes()) == faster[0]
    assert slower == faster[0]


@sqlite_only(reason="on a server the database is no file")
@pytest.mark.parametrize(
    "place",
    [
        pytest.param("file/momu.db", id="a file where the folder should be"),
        pytest.param("folder", id="a folder where the file should be"),
        pytest.param("note.db", id="a file that is no database"),
    ],
)
async def test_an_unusable_database_is_one_line_and_no_traceback(deployed: Deployment, place: str) -> None:
    root = deployed.bot.folder
    (root / "file").write_text("")
    (root / "folder").mkdir()
    (root / "note.db").write_text("This is not a database, and it is long enough to be sure of that. " * 20)
    deployed.bot.environment["DATABASE_URL"] = f"sqlite:///{root / place}"
    code, lines = await refusal(deployed.bot)
    assert (code, len(lines)) == (1, 1), lines
    assert "database" in lines[0]


async def test_a_database_of_a_newer_version_is_left_alone(deployed: Deployment) -> None:
    await with_one_lead(deployed)
    execute(deployed.stage.folder, "INSERT INTO schema_versions VALUES (9999, 'from the future')")
    code, lines = await refusal(deployed.bot)
    assert (code, len(lines)) == (1, 1)
    assert "newer" in lines[0]
    assert rows(deployed.database, "SELECT count(*) FROM leads") == [(1,)]


async def test_two_bots_with_one_keystore_do_not_destroy_each_others_keys(deployed: Deployment) -> None:
    """Each sweeps keys without rows at its start, and sees only rows of its own."""
    await deployed.bot.start()
    reference = await deployed.stage.guest(AIGERIM).apply()
    await deployed.stage.card(reference)
    other = beside(deployed, DATABASE_URL=f"sqlite:///{deployed.stage.folder / 'other.db'}")
    other.begin()
    await wait_for(lambda: not other.alive or "ready" in other.output)
    other.kill()
    deployed.stage.madina.tap("Жұмысқа алу", chat=deployed.stage.group)
    await deployed.stage.world.until(lambda: shows(deployed.stage.group.last, AIGERIM), timeout=2)
